"""Before a change: which practices, themes and skills it would touch. Nothing is ticked off."""

from uuid import UUID

import flet as ft

from services.backend.visitor import Visitor
from views.change.found import What
from views.change.state import Checking
from views.components.buttons import Tap, button, soft_button
from views.components.cards import card, side_by_side, stack
from views.components.fields import text_field
from views.components.text import heading, note
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.page import page_of
from views.refused import NoWayIn
from views.search.narrow import Narrow
from views.words import say

LONGEST_CHANGE = 300


@screen
def ChangeScreen() -> ft.View:
    return page_of(say("Before a change"), ChangeCheck(), whose="people", back=True)


@screen
def ChangeOfSessionScreen() -> ft.View:
    check = OfSession(use_id("session_id"))
    return page_of(say("Before a change"), check, whose="people", back=True)


@component
def OfSession(session_id: UUID) -> ft.Control:
    """From a session: its topic stands in the field to begin with."""
    topic, set_topic = ft.use_state("")

    async def load(visitor: Visitor) -> None:
        set_topic((await visitor.sessions.board(session_id)).session.topic)

    refused = use_load(load)
    if refused:
        return NoWayIn(refused, "people")
    return ChangeCheck(topic) if topic else skeleton()


@component
def ChangeCheck(topic: str = "", leads_on: bool = True) -> ft.Control:
    """The question and what answers it. `leads_on` is False where leaving would lose a form."""
    visitor = use_visitor()
    checking = use_model(Checking)
    change, set_change = ft.use_state(topic)

    async def look() -> None:
        await checking.ask(visitor, change)

    async def narrow(name: str, value: str) -> None:
        await checking.narrow(visitor, name, value, change)

    refused = use_load(checking.load)
    if refused:
        return NoWayIn(refused, "people")
    if not checking.loaded:
        return skeleton()
    return stack(
        card(
            heading(say("What is going to change?")),
            text_field(
                say("The change in your own words"), change, set_change, most=LONGEST_CHANGE,
                lines=2, help_text=say("Slips do no harm. Nobody keeps what you look for."),
            ),
            button(
                say("See what it touches"), look, ft.Icons.TRAVEL_EXPLORE_ROUNDED,
                busy=checking.looking,
            ),
            Narrow(checking, narrow) if checking.asked else ft.Container(),
            note(say("A list to take to those who do the work. It approves nothing.")),
        ),
        What(checking, leads_on),
        *([OnPaper(checking, change)] if checking.asked and change.strip() else []),
        spacing=16,
    )  # fmt: skip


@component
def OnPaper(checking: Checking, change: str) -> ft.Control:
    """What was found, with room to write; it comes as a file, so the screen stays."""
    visitor = use_visitor()

    def printer(paper: str) -> Tap:
        return lambda: leave_for(checking.sheet(visitor, change, paper))

    return card(
        heading(say("Take it into the meeting")),
        side_by_side(
            soft_button(say("Print on A4"), printer("a4"), ft.Icons.PRINT_ROUNDED),
            soft_button(say("Print on A3"), printer("a3")),
        ),
    )
