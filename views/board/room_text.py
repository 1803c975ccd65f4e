"""What the machine has heard of the room so far, on the guide's board."""

import flet as ft

from app.domain.room import RoomLine
from views.board.state import OpenSession
from views.components.buttons import quiet_button
from views.components.cards import card, section
from views.components.more import next_ones
from views.components.room import progress_of, room_words
from views.components.text import body, note
from views.guard import component
from views.words import say

LATEST = 4
MORE = 20


@component
def RoomText(opened: OpenSession) -> ft.Control:
    """The latest first: it is read while people speak. All of it is settled at read-back."""
    shown, set_shown = ft.use_state(LATEST)
    page = ft.context.page
    room = opened.room
    if not room.recordings:
        return ft.Container()
    if not room.open:
        few = say("What the room said shows here when three people have taken a seat.")
        return section(say("From the room"), card(body(few)))

    def settle() -> None:
        page.navigate(f"/sessions/{opened.session_id}/release")

    latest = list(reversed(room.unsettled))
    back = quiet_button(say("Read it back"), settle, ft.Icons.OUTBOUND_OUTLINED)
    return section(
        say("From the room"),
        *progress_of(room.recordings),
        note(
            say(
                "The machine's words, of no card and no voice, the latest first. "
                "At read-back the team lets each stand or drops it."
            )
        ),
        *[RoomLineCard(line, key=str(line.id)) for line in latest[:shown]],
        *next_ones(len(latest), shown, set_shown, MORE),
        *([back] if latest else []),
    )


@component
def RoomLineCard(line: RoomLine, key: str | None = None) -> ft.Control:
    return card(*room_words(line), padding=16)
