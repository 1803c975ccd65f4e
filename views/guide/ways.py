"""Where a guide goes from the board: what the phase is about first, the rest one tap away."""

from collections.abc import Callable

import flet as ft

from app.domain.phase import Phase, label
from app.domain.session import Session
from views.components.buttons import Tap, button, quiet_button, soft_button
from views.components.cards import card
from views.components.text import body, heading, note
from views.guard import component
from views.words import say

ICONS = {
    "learn": ft.Icons.PUSH_PIN_OUTLINED,
    "story": ft.Icons.COMPARE_ARROWS_ROUNDED,
    "soak": ft.Icons.HOURGLASS_EMPTY_ROUNDED,
    "release": ft.Icons.OUTBOUND_OUTLINED,
    "improve": ft.Icons.BUILD_OUTLINED,
    "outcomes": ft.Icons.CHECKLIST_ROUNDED,
    "card": ft.Icons.SHARE_ROUNDED,
    "change": ft.Icons.TRAVEL_EXPLORE_ROUNDED,
    "guides": ft.Icons.SWAP_HORIZ_ROUNDED,
}
NOW: dict[Phase, tuple[str, ...]] = {
    "prepare": (),
    "learn": ("learn", "story", "release"),
    "soak": ("soak", "story", "release"),
    "improve": ("improve", "outcomes", "release"),
    "share": ("card", "outcomes"),
    "closed": ("outcomes", "card"),
}


@component
def WaysNow(session: Session) -> ft.Control:
    """What this phase is about, the first of them loudest; a change is looked at beforehand."""
    now = _now(session)
    if not now:
        return ft.Container()
    return card(
        heading(say("In this phase")),
        _way(session, now[0], button),
        *[_way(session, place, soft_button) for place in now[1:]],
    )


@component
def OnlyToRead(session: Session, words: str) -> ft.Control:
    """Why nothing is written here now, and where the session is instead."""
    return card(body(words), *[_way(session, place, soft_button) for place in _now(session)[:1]])


@component
def OtherWays(session: Session) -> ft.Control:
    """Every other place; none is a must."""
    others = [place for place in ICONS if place not in _now(session)]
    return card(
        heading(say("Around this session")),
        *[_way(session, place, quiet_button) for place in others],
        note(say("Everything here can be skipped.")),
    )


def _now(session: Session) -> tuple[str, ...]:
    if session.use == "change" and session.phase == "prepare":
        return ("change",)
    return NOW[session.phase]


def _way(
    session: Session,
    place: str,
    made: Callable[[str, Tap, ft.IconData], ft.Control],
) -> ft.Control:
    page = ft.context.page

    def go() -> None:
        page.navigate(f"/sessions/{session.id}/{place}")

    return made(_name(session, place), go, ICONS[place])


def _name(session: Session, place: str) -> str:
    return {
        "learn": say("Tools for Learn"),
        "story": say("As written, as done"),
        "soak": say("Soak"),
        "release": say("Read back and release"),
        "improve": say(label("improve", session.improve_label)),
        "outcomes": say("What became of it"),
        "card": say("Share what you learned"),
        "change": say("Before a change: what would it touch?"),
        "guides": say("Who guides"),
    }[place]
