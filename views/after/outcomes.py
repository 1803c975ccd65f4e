"""A session's actions for its facilitator: decide in the room, hand on, mark, count hands."""

from uuid import UUID

import flet as ft

from app.domain.crew import ANSWERS, QUESTIONS, CrewAction
from views.after.screen import about, spread_of
from views.after.state import Outcomes
from views.components.buttons import button, icon_button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.lines import quote
from views.components.qr import qr_code
from views.components.text import body, label, note, strong
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_live
from views.page import page_of
from views.words import say

WAITING = {"proposed", "asked", "deferred"}
AGREED = {"approved", "approved_with_change", "doing", "cannot"}
TABLES = {"md": "Markdown", "csv": "CSV", "json": "JSON", "zip": "ZIP with photos"}
NONE_YET: dict[str, int] = {}
MARKS = {"doing": "Being done", "done": "Done"}


@screen
def OutcomesScreen() -> ft.View:
    session_id = use_id("session_id")
    outcomes = use_model(lambda: Outcomes(session_id))
    refused = use_live(str(session_id), outcomes.load)
    return page_of(
        say("What became of it"),
        List(outcomes),
        whose="people",
        side=[Next(session_id)],
        back=True,
        refused=refused,
    )


@component
def List(outcomes: Outcomes) -> ft.Control:
    if not outcomes.loaded:
        return skeleton()
    if not outcomes.actions:
        return empty(
            say("No action has been put forward"),
            say("Write one in Improve."),
            ft.Icons.CHECKLIST_ROUNDED,
        )
    return stack(*[Outcome(outcomes, each, key=str(each.id)) for each in outcomes.actions])


@component
def Next(session_id: UUID) -> ft.Control:
    page = ft.context.page

    def taker(kind: str, words: str) -> ft.Control:
        async def take() -> None:
            await leave_for(f"/sessions/{session_id}/record.{kind}")

        return quiet_button(words, take, ft.Icons.DOWNLOAD_ROUNDED)

    return section(
        say("Then"),
        button(
            say("Share what you learned"),
            lambda: page.navigate(f"/sessions/{session_id}/card"),
            ft.Icons.SHARE_ROUNDED,
        ),
        label(say("Take the record along")),
        side_by_side(
            taker("pdf", say("Print on A4")),
            taker("pdf?paper=a3", say("Print on A3")),
            *[taker(kind, say(words)) for kind, words in TABLES.items()],
        ),
    )


@component
def Outcome(outcomes: Outcomes, action: CrewAction, key: str | None = None) -> ft.Control:
    return card(
        *about(action),
        *[note(line) for line in spread_of(action)],
        *([InTheRoom(action)] if action.state in WAITING else []),
        *([HandOn(outcomes, action)] if action.state in AGREED else []),
        *([Differences(outcomes, action)] if action.differences else []),
        *([Hands(outcomes, action)] if action.question and not action.spreads else []),
    )


@component
def Differences(outcomes: Outcomes, action: CrewAction) -> ft.Control:
    """What is different now, in the team's words: theirs alone until they let it go."""
    visitor = use_visitor()

    async def let_go() -> None:
        await outcomes.let_differences_go(visitor, action.id)

    gone = note(say("Everybody in the organisation reads this when the question is closed."))
    let = stack(
        note(say("Your team alone reads this. Read it back together before you let it go.")),
        soft_button(say("Let these lines go"), let_go, ft.Icons.OUTBOUND_ROUNDED),
    )
    return stack(
        label(say("What is different now")),
        *[quote(words) for words in action.differences],
        gone if action.differences_let_go else let,
    )


@component
def InTheRoom(action: CrewAction) -> ft.Control:
    async def decide() -> None:
        await leave_for(f"/decide?action={action.id}")

    return soft_button(say("The sponsor is here and decides"), decide, ft.Icons.GAVEL_ROUNDED)


@component
def HandOn(outcomes: Outcomes, action: CrewAction) -> ft.Control:
    visitor = use_visitor()

    async def make() -> None:
        await outcomes.make_link(visitor, action.id)

    def marker(state: str, said: str) -> ft.Control:
        async def mark() -> None:
            await outcomes.mark(visitor, action.id, state)

        return soft_button(said, mark)

    mine = outcomes.linked == action.id
    shown = [
        qr_code(outcomes.link, say("The owner's link"), size=200),
        body(outcomes.link),
        note(say("It opens on one device only, and shows this action and its lines.")),
    ]
    return stack(
        label(say("Who carries it out")),
        side_by_side(
            quiet_button(
                say("A link for {owner_role}", owner_role=action.owner_role),
                make,
                ft.Icons.LINK_ROUNDED,
            ),
            *[marker(state, say(said)) for state, said in MARKS.items() if state != action.state],
        ),
        *(shown if mine else []),
    )


@component
def Hands(outcomes: Outcomes, action: CrewAction) -> ft.Control:
    visitor = use_visitor()
    counts, set_counts = ft.use_state(NONE_YET)
    asked = action.question or "would_help"

    def counter(answer: str, said: str) -> ft.Control:
        number = counts.get(answer, 0)

        def more() -> None:
            set_counts({**counts, answer: min(8, number + 1)})

        def fewer() -> None:
            set_counts({**counts, answer: max(0, number - 1)})

        return side_by_side(
            icon_button(ft.Icons.REMOVE_ROUNDED, say("One fewer: {said}", said=said), fewer),
            strong(f"{said}: {number}"),
            icon_button(ft.Icons.ADD_ROUNDED, say("One more: {said}", said=said), more),
        )

    async def keep() -> None:
        await outcomes.count(visitor, action.id, counts)

    return stack(
        label(say("Count the hands: {asked}", asked=say(QUESTIONS[asked]))),
        *[counter(each, say(said)) for each, said in ANSWERS[asked].items()],
        quiet_button(say("Keep this count"), keep),
    )
