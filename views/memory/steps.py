"""Steps as written of which a team said something: what it said, and why it is so."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import flet as ft

from app.domain.memory import WrittenStep
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button
from views.components.cards import card, stack
from views.components.lines import quote, translated
from views.components.text import heading, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.memory.theme import WhyThisStep
from views.organisation import organisation_of
from views.page import page_of
from views.words import say
from views.words.dotted import dotted
from views.words.when import week_words

A_PAGE = 20


@dataclass(eq=False)
class Steps(ft.Observable):
    all: Sequence[WrittenStep] = field(default_factory=tuple)
    signs: bool = False
    page: int = 0
    loaded: bool = False

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.signs = organisation.leads
        some = await visitor.loop.memory.written_steps(organisation.id, self.page)
        self.all = [*self.all, *some] if self.page else some
        self.loaded = True

    async def more(self, visitor: Visitor) -> None:
        self.page += 1
        await self.load(visitor)

    @property
    def may_have_more(self) -> bool:
        return len(self.all) == A_PAGE * (self.page + 1)


@screen
def StepsScreen() -> ft.View:
    steps = use_model(Steps)
    refused = use_load(steps.load)
    return page_of(
        say("Steps as written"),
        AllSteps(steps),
        at="/memory",
        whose="people",
        back=True,
        refused=refused,
    )


@component
def AllSteps(steps: Steps) -> ft.Control:
    visitor = use_visitor()

    async def more() -> None:
        await steps.more(visitor)

    if not steps.loaded:
        return skeleton()
    if not steps.all:
        return empty(
            say("No team has said anything of a step yet"),
            say("Teams pin lines to steps at “As written, as done”; they stand here once let go."),
            ft.Icons.CHECKLIST_RTL_ROUNDED,
        )
    rows = [StepCard(each, steps.signs, key=str(each.id)) for each in steps.all]
    again = [quiet_button(say("More steps"), more)] if steps.may_have_more else []
    what = note(say("What teams said of a step as it is written. Neither side is wrong."))
    return stack(what, *rows, *again, spacing=16)


@component
def StepCard(step: WrittenStep, signs: bool, key: str | None = None) -> ft.Control:
    where = dotted(step.topic, step.place or say("Another place"), week_words(step.week))
    said = [
        part for line in step.lines for part in (quote(line.words), *translated(line.translation))
    ]
    written = heading(say("As written: {step}", step=step.words))
    why = [WhyThisStep(step, signs)] if signs or step.why_notes else []
    return card(written, note(where), *said, *why, padding=16)
