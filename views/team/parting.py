"""What a seat decides with the others: release, recording the room; and its own receipt."""

import flet as ft

from app.domain.observation import OwnLine
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, side_by_side, stack
from views.components.text import body, heading, live, note
from views.context import use_visitor
from views.guard import component
from views.team.state import Parting, TeamPage
from views.words import say


@component
def ReadBackCard(team: TeamPage, parting: Parting) -> ft.Control:
    """Read it back, then say so; at least three must, and it can be taken back until release."""
    visitor = use_visitor()
    if team.page is None or team.page.session.phase not in {"soak", "improve", "share"}:
        return ft.Container()
    if team.page.session.released:
        return card(body(say("The team has let this story go. Your receipt follows your line.")))
    if not team.page.enough_voices:
        return ft.Container()

    async def agree() -> None:
        await parting.agree(visitor, not parting.agreed)

    yes = say("I have read it back: let it go")
    return card(
        heading(say("Let the story go?")),
        body(say("It leaves the team only when at least three have read it back and say so.")),
        button(say("Take that back") if parting.agreed else yes, agree, ft.Icons.OUTBOUND_ROUNDED),
        *([live(say("You have said yes. Nobody sees who has."))] if parting.agreed else []),
    )


@component
def RecordingQuestion(parting: Parting) -> ft.Control:
    """Asked as a count; a no is kept nowhere and costs nothing."""
    visitor = use_visitor()
    if parting.consent is None or not parting.consent.asked:
        return ft.Container()

    async def yes() -> None:
        await parting.answer(visitor, yes=True)

    async def no() -> None:
        await parting.answer(visitor, yes=False)

    said = say("You have said yes.") if parting.consent.mine else say("Nothing is recorded now.")
    return card(
        heading(say("Record the room?")),
        body(say("Only if everybody says yes. A no is shown to nobody and costs nothing.")),
        note(say("It becomes text on our own machines. What stays of it the team decides.")),
        side_by_side(soft_button(say("Yes"), yes), soft_button(say("No"), no)),
        live(said),
    )


@component
def Receipt(line: OwnLine, parting: Parting) -> ft.Control:
    """Four words to follow this line with, without an account."""
    visitor = use_visitor()
    words = parting.receipts.get(line.id)

    async def make() -> None:
        await parting.make_receipt(visitor, line.id)

    if words is None:
        return quiet_button(
            say("Get a receipt"), make, ft.Icons.RECEIPT_LONG_OUTLINED, about=line.words
        )
    return stack(
        heading(words),
        note(say("Photograph or remember these four words: with them you follow this line.")),
        note(say("Earlier words for it no longer work.")),
        spacing=4,
    )
