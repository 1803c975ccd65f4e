"""Recording the room: off, asked of every phone, and one tap away when everybody has said yes."""

from collections.abc import Callable

import flet as ft

from services.backend.visitor import Visitor
from views.board.state import OpenSession
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card
from views.components.dialogs import question
from views.components.text import heading, live
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component
from views.words import say


@component
def RoomRecording(opened: OpenSession) -> ft.Control:
    visitor = use_visitor()
    sure, set_sure = ft.use_state(False)
    ft.use_dialog(_sure(opened, visitor, set_sure) if sure else None)
    if opened.board is None or opened.board.session.phase != "learn" or opened.consent is None:
        return ft.Container()

    async def ask() -> None:
        await opened.ask_to_record(visitor)

    async def stop_asking() -> None:
        if opened.room.recordings:
            set_sure(True)
        else:
            await opened.ask_to_record(visitor, asked=False)

    async def record() -> None:
        await leave_for(f"/capture?room={opened.session_id}")

    heard = heading(say("Record the room?"))
    if not opened.consent.asked:
        return card(
            heard, soft_button(say("Ask on every phone"), ask, ft.Icons.HOW_TO_VOTE_ROUNDED)
        )
    if not opened.consent.may_record:
        return card(
            heard,
            live(say("Not everybody has said yes. Nothing is recorded.")),
            quiet_button(say("Stop asking"), stop_asking),
        )
    return card(
        heard,
        live(say("Everybody has said yes.")),
        soft_button(say("Open the recorder"), record, ft.Icons.MIC_ROUNDED),
        quiet_button(say("Stop asking"), stop_asking),
    )


def _sure(
    opened: OpenSession, visitor: Visitor, set_sure: Callable[[bool], None]
) -> ft.AlertDialog:
    """What came from the room stands on everybody's yes; without the question it goes."""

    async def stop() -> None:
        set_sure(False)
        await opened.ask_to_record(visitor, asked=False)
        await opened.load(visitor)

    return question(
        say("Stop asking?"),
        say("The recording of the room and everything that came from it is destroyed."),
        (say("Stop and destroy it"), stop),
        (say("Keep it"), lambda: set_sure(False)),
        grave=True,
    )
