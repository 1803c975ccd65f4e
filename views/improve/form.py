"""Writing one action in three quarters of a minute; a gentle hint when words look for a person."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from time import time
from typing import cast
from uuid import UUID, uuid4

import flet as ft

from app.domain.action import COSTS, EXAMPLES, SIZES, STRENGTHS, Action, CostClass, Size, Strength
from app.domain.language_aid import aid
from services.backend.visitor import Visitor
from views.components.banners import banner
from views.components.buttons import Tap, button, quiet_button
from views.components.cards import card, side_by_side, stack
from views.components.chips import choice, offered
from views.components.fields import text_field
from views.components.text import heading, label, note
from views.context import use_visitor
from views.form import Form
from views.guard import component
from views.guide.lines import pick_lines
from views.guide.state import Guided
from views.hooks import use_model
from views.words import language, say

IN_DAYS = (7, 14, 30, 90)


@dataclass(eq=False)
class Writing(Form):
    """An action being written; its id is made here, so that keeping it twice keeps one."""

    id: UUID = field(default_factory=uuid4)
    change: str = ""
    so_that: str = ""
    owner_role: str = ""
    helps: str = ""
    due: str = ""
    size: str = "quick"
    strength: str = "intermediate"
    cost_class: str = "none"
    lines: frozenset[UUID] = frozenset()

    def toggle(self, chosen: str) -> None:
        self.lines = self.lines ^ {UUID(chosen)}

    async def keep(self, visitor: Visitor, session_id: UUID) -> None:
        with self.sending():
            await visitor.improving.write(session_id, self.action())

    def action(self) -> Action:
        return Action(
            id=self.id,
            change=self.change,
            so_that=self.so_that,
            owner_role=self.owner_role,
            helps=self.helps,
            due=date.fromisoformat(self.due) if self.due else None,
            size=cast("Size", self.size),
            strength=cast("Strength", self.strength),
            cost_class=cast("CostClass", self.cost_class),
            lines=tuple(self.lines),
        )


def writing_of(action: Action | None) -> Writing:
    if action is None:
        return Writing()
    kept = action.model_dump(exclude={"state", "lines", "due"})
    return Writing(**kept, lines=frozenset(action.lines), due=str(action.due or ""))


@component
def ActionForm(
    guided: Guided, action: Action | None, on_done: Tap, key: str | None = None
) -> ft.Control:
    visitor = use_visitor()
    form = use_model(lambda: writing_of(action))
    released = tuple(line for line in guided.lines if line.id in guided.beside.released)

    async def keep() -> None:
        if form.busy:
            return
        await form.keep(visitor, guided.session_id)
        await guided.load(visitor)
        on_done()

    return card(
        heading(say("An action")),
        ActionWords(form),
        ActionKind(form),
        label(say("Which lines does it answer?")),
        pick_lines(released, form.lines, form.toggle),
        *([] if released else [note(say("The team has not released its story yet."))]),
        side_by_side(
            button(
                say("Keep it"),
                keep,
                ft.Icons.CHECK_ROUNDED,
                busy=form.busy,
                about=say("An action"),
            ),
            quiet_button(say("Close without keeping"), on_done),
        ),
    )


@component
def ActionWords(form: Writing) -> ft.Control:
    def change(words: str) -> None:
        form.change = words

    def so_that(words: str) -> None:
        form.so_that = words

    def owner(words: str) -> None:
        form.owner_role = words

    return stack(
        text_field(say("Change …"), form.change, change, most=300, lines=2),
        text_field(say("… so that …"), form.so_that, so_that, most=300),
        Aid(f"{form.change} {form.so_that}"),
        text_field(say("Which role takes it on?"), form.owner_role, owner, most=60),
    )


@component
def Aid(text: str) -> ft.Control:
    """A better question beside the text. It blocks nothing, and nothing keeps it."""
    found = aid(text, language())
    if found is None:
        return ft.Container()
    return banner(
        say("“{found}” looks for a person", found=found.found),
        say(found.better),
        icon=ft.Icons.LIGHTBULB_OUTLINE_ROUNDED,
    )


@component
def ActionKind(form: Writing) -> ft.Control:
    def due(value: str) -> None:
        form.due = value

    def size(value: str) -> None:
        form.size = value

    def strength(value: str) -> None:
        form.strength = value

    def cost(value: str) -> None:
        form.cost_class = value

    today = date.fromtimestamp(time())  # noqa: DTZ012 - a day on the wall calendar
    days = [(str(today + timedelta(days=each)), each) for each in IN_DAYS]
    dates = [(value, say("In {count} days", count=each)) for value, each in days]
    kept = [(form.due, form.due)] if form.due and form.due not in dict(dates) else []
    return stack(
        label(say("Until when?")),
        choice([*kept, *dates], form.due, due),
        label(say("Who can do it?")),
        choice(offered(SIZES), form.size, size),
        label(say("How strong is it?")),
        choice(offered(STRENGTHS), form.strength, strength),
        note(say(EXAMPLES[cast("Strength", form.strength)])),
        label(say("What does it cost?")),
        choice(offered(COSTS), form.cost_class, cost),
    )
