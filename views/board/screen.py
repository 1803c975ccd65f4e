"""A facilitator's session: the promise, the seat cards, and the board of the team's lines."""

import flet as ft

from app.domain.phase import following, label
from app.domain.promise import PROMISE
from app.domain.session import SPONSOR_MODES, USES, Session
from views.board.lines import Lines
from views.board.room import RoomRecording
from views.board.room_text import RoomText
from views.board.seats import SeatCards
from views.board.state import OpenSession
from views.components.buttons import button, main_button, quiet_button, soft_button
from views.components.cards import card, hero, stack
from views.components.phases import phase_bar
from views.components.scaffold import use_wide
from views.components.text import body, heading, note
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.guide.ways import OtherWays, WaysNow
from views.hooks import use_id, use_model
from views.live import use_live
from views.page import page_of
from views.words import say
from views.words.capital import capital
from views.words.dotted import dotted


@screen
def SessionScreen() -> ft.View:
    session_id = use_id("session_id")
    opened = use_model(lambda: OpenSession(session_id))
    refused = use_live(str(session_id), opened.load)
    wide = use_wide()
    return page_of(
        say("Session"),
        Opened(opened, wide),
        side=[Beside(opened, wide)],
        at="/",
        whose="people",
        back=True,
        refused=refused,
    )


@component
def Opened(opened: OpenSession, wide: bool) -> ft.Control:
    board = opened.board
    if board is None:
        return skeleton()
    parts: list[ft.Control] = [Top(board.session), SeatCards(opened)]
    if not board.session.promise_shown:
        parts.append(Promise(opened))
    if not wide:
        parts += next_steps(opened)
    if board.session.phase != "prepare":
        parts += [RoomText(opened), Lines(opened)]
    return stack(*parts, spacing=16)


@component
def Beside(opened: OpenSession, wide: bool) -> ft.Control:
    """What helps beside the board; a phone has the next steps above the lines instead."""
    if opened.board is None:
        return ft.Container()
    ahead = next_steps(opened) if wide else []
    return stack(*ahead, RoomRecording(opened), OtherWays(opened.board.session), spacing=16)


def next_steps(opened: OpenSession) -> list[ft.Control]:
    assert opened.board is not None  # noqa: S101 - drawn only when the board is there
    return [Steps(opened), WaysNow(opened.board.session)]


@component
def Top(session: Session) -> ft.Control:
    place = dotted(session.site, session.area, capital(session.shift_kind))
    role = capital(session.sponsor_role or say("The sponsor"))
    under = f"{say(USES[session.use])}. {role}: {say(SPONSOR_MODES[session.sponsor_mode])}."
    return hero(
        session.phase,
        session.topic,
        phase_bar(session.phase, session.improve_label),
        over=f"{place} · {say('Worked example')}" if session.is_example else place,
        under=under,
    )


@component
def Promise(opened: OpenSession) -> ft.Control:
    visitor = use_visitor()

    async def shown() -> None:
        await opened.show_promise(visitor)

    async def read_up() -> None:
        await leave_for("/help")

    return card(
        heading(say("The promise, before anyone speaks")),
        *[body(say(sentence)) for sentence in PROMISE],
        main_button(say("Everyone has read or heard it"), shown, ft.Icons.CHECK_ROUNDED),
        note(say("Read it aloud; it takes half a minute. It stands on every phone, too.")),
        quiet_button(say("How a Learning Team goes"), read_up, ft.Icons.MENU_BOOK_ROUNDED),
    )


@component
def Steps(opened: OpenSession) -> ft.Control:
    """The one next step of the session, and the way to the seat cards."""
    visitor = use_visitor()
    board = opened.board
    assert board is not None  # noqa: S101 - drawn only when the board is there
    session = board.session
    coming = following(session.phase)

    async def go_on() -> None:
        await opened.move(visitor, coming or "closed")

    async def show_cards() -> None:
        await opened.show_cards(visitor)

    steps: list[ft.Control] = []
    if session.promise_shown and session.phase in {"prepare", "learn"} and coming:
        words = say("Start {phase}", phase=say(label(coming, session.improve_label)))
        # a team that is learning has no hurry to the next phase: it is offered, not urged
        made = button if session.phase == "prepare" else soft_button
        steps.append(made(words, go_on, ft.Icons.ARROW_FORWARD_ROUNDED))
    if board.seats_free and not opened.cards:
        steps.append(
            soft_button(say("Show the seat cards"), show_cards, ft.Icons.QR_CODE_2_ROUNDED)
        )
    return stack(*steps)
