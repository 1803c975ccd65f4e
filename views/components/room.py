"""Lines out of the room, as the machine heard them: of no card, until the team settles each."""

from collections.abc import Sequence

import flet as ft

from app.domain.room import RoomHearing, RoomLine
from views.components.cards import card, side_by_side
from views.components.chips import tag
from views.components.doubts import Heard, doubts_in_words, marked
from views.components.text import live, note
from views.components.waiting import meter
from views.words import say


def room_words(line: RoomLine) -> list[ft.Control]:
    """The words with their doubts, and where they come from."""
    heard = [Heard(line.words, line.unsure, line.doubtful)]
    pinned = [tag(say("Pinned"), ft.Icons.PUSH_PIN_ROUNDED, "brand")] if line.pins else []
    origin = tag(say("From the room"), ft.Icons.GROUPS_OUTLINED)
    return [marked(heard), *doubts_in_words(heard), side_by_side(origin, *pinned)]


def progress_of(recordings: Sequence[RoomHearing]) -> list[ft.Control]:
    """How far each recording is in words; what went wrong with one, in words."""
    return [_progress(each) for each in recordings]


def _progress(hearing: RoomHearing) -> ft.Control:
    if hearing.state == "set_aside":
        why = say(hearing.reason) if hearing.reason else ""
        return live(say("Part of the room could not be put into words. {why}", why=why))
    if hearing.state == "in_words":
        under = say(hearing.reason) if hearing.reason else ""
        return note(f"{say('All of the recording is in words.')} {under}".strip())
    whole = minutes(max(hearing.heard, hearing.seconds or 0.0))
    far = say("{done} of {total}", done=minutes(hearing.done), total=whole)
    going = [note(say("More comes while the recording goes on."))] if hearing.arriving else []
    return card(meter(say("In words"), round(100 * hearing.share), 100, far), *going, padding=16)


def minutes(seconds: float) -> str:
    """As a clock counts: 75 seconds are 1:15."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
