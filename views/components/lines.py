"""An observation on the screen: the words, how far they are, their themes.

No name, no picture of a person, no time, no order of arrival: there is nothing to show.
"""

from collections.abc import Sequence

import flet as ft

from app.domain.observation import STATES, Lens, Line, State
from views.components.buttons import quiet_button
from views.components.cards import card, side_by_side, stack
from views.components.chips import tag, theme_tag
from views.components.text import body, note
from views.guard import component
from views.words import say

LENSES: dict[Lens, tuple[str, ft.IconData]] = {
    "odd": ("Odd", ft.Icons.QUESTION_MARK_ROUNDED),
    "hard": ("Hard", ft.Icons.FITNESS_CENTER_ROUNDED),
    "risky": ("Risky", ft.Icons.WARNING_AMBER_ROUNDED),
    "changed": ("Changed", ft.Icons.SYNC_ALT_ROUNDED),
}
"""What a person may tap about a line, in words and with a picture."""
_LOOKS: dict[State, tuple[ft.IconData, str]] = {
    "waiting": (ft.Icons.GRAPHIC_EQ_ROUNDED, "sand"),
    "to_check": (ft.Icons.HEARING_ROUNDED, "care"),
    "no_speech": (ft.Icons.VOLUME_OFF_ROUNDED, "care"),
    "set_aside": (ft.Icons.INVENTORY_2_OUTLINED, "care"),
    "confirmed": (ft.Icons.CHECK_ROUNDED, "good"),
}


@component
def LineCard(
    line: Line,
    actions: Sequence[ft.Control] = (),
    show_state: bool = False,
    key: str | None = None,
) -> ft.Control:
    """One line. `actions` are buttons such as *Us too*; give `key=str(line.id)` in a list."""
    marks = _marks(line, show_state or line.state != "confirmed")
    words = body(line.words) if line.words else note(say(STATES[line.state]))
    rows: list[ft.Control] = [words]
    rows += [side_by_side(*marks)] if marks else []
    rows += [side_by_side(*actions)] if actions else []
    return card(*rows)


@component
def SomeAtATime(rows: Sequence[ft.Control], most: int = 20) -> ft.Control:
    """The first of many, and one tap for the next: hundreds drawn at once make a phone wait."""
    shown, set_shown = ft.use_state(most)
    more = len(rows) - shown
    words = say("Show {count} more", count=min(more, most))
    next_ones = [quiet_button(words, lambda: set_shown(shown + most))] if more > 0 else []
    return stack(*rows[:shown], *next_ones)


def translated(words: str) -> list[ft.Control]:
    """What a guide wrote beside a line in another language; it says whose it is."""
    return [note(beside(words))] if words else []


def beside(words: str) -> str:
    """The same as one text, for a row to tap; empty where nobody wrote any."""
    return say("Translation by the facilitator: {words}", words=words) if words else ""


def quote(words: str, under: str = "") -> ft.Control:
    """Somebody's words, word for word, inside something else; a bar at the left marks them."""
    inside: list[ft.Control] = [body(f"“{words}”"), *([note(under)] if under else [])]
    return ft.Semantics(
        container=True,
        content=ft.Container(
            ft.Column(inside, spacing=4),
            padding=ft.Padding.only(left=16, top=4, bottom=4),
            border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.PRIMARY)),
        ),
    )


def state_tag(state: State) -> ft.Control:
    """How far a line is, in words beside its picture."""
    icon, kind = _LOOKS[state]
    return tag(say(STATES[state]), icon, kind)


def _marks(line: Line, show_state: bool) -> list[ft.Control]:
    marks = [state_tag(line.state)] if show_state and line.words else []
    if line.parked:
        marks.append(tag(say("Parked for Improve"), ft.Icons.LOCAL_PARKING_ROUNDED, "brand"))
    if line.lens:
        name, icon = LENSES[line.lens]
        marks.append(tag(say(name), icon))
    marks += [theme_tag(link.title) for link in line.linked]
    return marks + [theme_tag(link.title, suggested=True) for link in line.suggested]
