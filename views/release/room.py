"""Read-back of the room: line by line the team lets the machine's words stand, mended, or not."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.room import RoomLine
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side
from views.components.fields import text_field
from views.components.names import NameHints
from views.components.room import progress_of, room_words
from views.components.text import body, note
from views.context import use_visitor
from views.guard import component
from views.hooks import use_model
from views.release.state import Release
from views.words import say

AT_ONCE = 6
MORE = 20


@dataclass(eq=False)
class Mending(ft.Observable):
    """The words of one line while the team mends them."""

    words: str
    open: bool = False

    def change(self, value: str) -> None:
        self.words = value

    def coarsen(self, value: str) -> None:
        self.words, self.open = value, True

    def begin(self) -> None:
        self.open = True


@component
def RoomReadBack(release: Release) -> ft.Control:
    """What was pinned comes first: it is what people cared for. Nothing has to be settled."""
    shown, set_shown = ft.use_state(AT_ONCE)
    room = release.room
    if not room.open or not room.recordings:
        return ft.Container()
    waiting = room.pinned_first
    more = len(waiting) - shown
    words = say("Show {count} more", count=min(more, MORE))
    next_ones = [quiet_button(words, lambda: set_shown(shown + MORE))] if more > 0 else []
    return section(
        say("From the room: does this stand?"),
        *progress_of(room.recordings),
        note(
            say(
                "Read it aloud. What the team lets stand becomes a line of nobody's card. "
                "What it leaves is destroyed with the release."
            )
        ),
        *[RoomLineToSettle(release, line, key=str(line.id)) for line in waiting[:shown]],
        *([] if waiting else [body(say("Everything from the room is settled."))]),
        *next_ones,
    )


@component
def RoomLineToSettle(release: Release, line: RoomLine, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    mending = use_model(lambda: Mending(line.words))

    async def keep() -> None:
        await release.keep_room_line(visitor, line.id, mending.words)

    async def drop() -> None:
        await release.drop_room_line(visitor, line.id)

    heard = [_field(mending.words, mending.change)] if mending.open else room_words(line)
    mend = [] if mending.open else [soft_button(say("Mend it"), mending.begin)]
    return card(
        *heard,
        NameHints(mending.words, mending.coarsen),
        side_by_side(
            button(say("It stands"), keep, ft.Icons.CHECK_ROUNDED),
            *mend,
            quiet_button(say("Drop it"), drop, ft.Icons.DELETE_OUTLINE_ROUNDED),
        ),
        padding=16,
    )


def _field(words: str, change: Callable[[str], None]) -> ft.Control:
    return text_field(say("As it was said"), words, change, lines=3)
