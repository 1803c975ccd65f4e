"""Read-back of the room: line by line the team lets the machine's words stand, mended, or not."""

import flet as ft

from app.domain.room import RoomLine
from views.components.cards import section
from views.components.more import next_ones
from views.components.room import progress_of, room_words
from views.components.settling import LineToSettle
from views.components.text import body, note
from views.context import use_visitor
from views.guard import component
from views.release.state import Release
from views.words import say

AT_ONCE = 6
MORE = 20


@component
def RoomReadBack(release: Release) -> ft.Control:
    """What was pinned comes first: it is what people cared for. Nothing has to be settled."""
    shown, set_shown = ft.use_state(AT_ONCE)
    room = release.room
    if not room.open or not room.recordings:
        return ft.Container()
    waiting = room.pinned_first
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
        *next_ones(len(waiting), shown, set_shown, MORE),
    )


@component
def RoomLineToSettle(release: Release, line: RoomLine, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def keep(words: str) -> None:
        await release.keep_room_line(visitor, line.id, words)

    async def drop() -> None:
        await release.drop_room_line(visitor, line.id)

    return LineToSettle(line.words, room_words(line), keep, drop)
