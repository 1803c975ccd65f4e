"""Actions as the team writes them: change … so that …, who, until when, on which lines."""

import flet as ft

from app.domain.action import SIZES, STATES, STRENGTHS, Action, mix
from views.components.buttons import Tap, button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag
from views.components.lines import quote
from views.components.text import body, note, strong
from views.context import use_visitor
from views.guard import component
from views.guide.state import Guided
from views.improve.form import ActionForm
from views.words import say
from views.words.dotted import dotted
from views.words.when import day_words


@component
def Actions(guided: Guided) -> ft.Control:
    writing, set_writing = ft.use_state(False)
    rows = [ActionCard(guided, each, key=str(each.id)) for each in guided.beside.actions]
    new = (
        ActionForm(guided, None, lambda: set_writing(False))
        if writing
        else button(say("Write an action"), lambda: set_writing(True), ft.Icons.ADD_ROUNDED)
    )
    return section(say("What we change"), Mix(guided), *rows, *([] if guided.closed else [new]))


@component
def Mix(guided: Guided) -> ft.Control:
    """How many of each strength. Weak ones are allowed, and marked."""
    counted = mix(guided.beside.actions)
    if not sum(counted.values()):
        return note(say("A change to a condition, a tool, a plan or a rule. Never a person."))
    return side_by_side(
        *[
            tag(
                f"{number} {say(STRENGTHS[strength])}",
                kind="good" if strength == "stronger" else "sand",
            )
            for strength, number in counted.items()
            if number
        ]
    )


@component
def ActionCard(guided: Guided, action: Action, key: str | None = None) -> ft.Control:
    editing, set_editing = ft.use_state(False)
    if editing:
        return ActionForm(guided, action, lambda: set_editing(False))
    lines = [line for line in map(guided.line, action.lines) if line is not None]
    so_that = [body(say("so that {what}", what=action.so_that))] if action.so_that else []
    until = dotted(action.owner_role, day_words(action.due) if action.due else "")
    return card(
        strong(action.change),
        *so_that,
        *([note(until)] if until else []),
        side_by_side(
            tag(say(STATES[action.state]), kind="brand" if action.state == "draft" else "sand"),
            tag(say(STRENGTHS[action.strength])),
            tag(say(SIZES[action.size])),
        ),
        *[quote(line.words) for line in lines],
        *(
            [DraftSteps(guided, action, lambda: set_editing(True))]
            if action.state == "draft" and not guided.closed
            else []
        ),
        *([TakeBack(guided, action)] if action.state == "proposed" and not guided.closed else []),
        padding=16,
    )


@component
def DraftSteps(guided: Guided, action: Action, on_edit: Tap) -> ft.Control:
    visitor = use_visitor()
    missing = action.missing(guided.beside.released)

    async def propose() -> None:
        act = visitor.improving.propose(guided.session_id, action.id)
        await guided.after(visitor, act)

    async def drop() -> None:
        await guided.after(visitor, visitor.improving.drop(guided.session_id, action.id))

    wanted = ", ".join(say(each) for each in missing)
    return stack(
        *([note(say("Still needs: {what}.", what=wanted))] if missing else []),
        side_by_side(
            *([] if missing else [_put_forward(action, propose)]),
            soft_button(say("Change it"), on_edit, ft.Icons.EDIT_OUTLINED, about=action.change),
            quiet_button(say("Take it away"), drop, about=action.change),
        ),
    )


def _put_forward(action: Action, propose: Tap) -> ft.Control:
    return button(say("Put it forward"), propose, ft.Icons.SEND_ROUNDED, about=action.change)


@component
def TakeBack(guided: Guided, action: Action) -> ft.Control:
    visitor = use_visitor()

    async def take_back() -> None:
        act = visitor.improving.take_back(guided.session_id, action.id)
        await guided.after(visitor, act)

    return quiet_button(say("Take it back"), take_back, ft.Icons.UNDO_ROUNDED, about=action.change)
