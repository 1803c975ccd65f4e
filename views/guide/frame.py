"""The frame of a guide's screens: load, keep fresh, draw, and go from one to the next."""

from collections.abc import Callable
from uuid import UUID

import flet as ft

from app.domain.phase import Phase, label
from app.domain.session import Session
from views.components.banners import banner
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, stack
from views.components.text import heading, note, strong
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component
from views.guide.state import Guided
from views.hooks import use_model
from views.live import use_live
from views.page import PEOPLE, page_of
from views.words import say

Part = Callable[[Guided], ft.Control]


def guide_page(name: str, body: Part, side: Part | None = None) -> ft.View:
    """A whole screen about one session; a hook. `name` is already in the visitor's language."""
    visitor = use_visitor()
    session_id = UUID(ft.use_route_params()["session_id"])
    guided = use_model(lambda: Guided(session_id))

    async def load() -> None:
        await guided.load(visitor)

    use_live(str(session_id), load)
    return page_of(
        name,
        Loaded(guided, body),
        side=[Loaded(guided, side)] if side else [],
        at="/",
        places=PEOPLE,
        back=True,
    )


@component
def Loaded(guided: Guided, draw: Part) -> ft.Control:
    if guided.board is None or guided.flow is None:
        return skeleton()
    return draw(guided)


@component
def Notices(guided: Guided) -> ft.Control:
    """Which session this is, and what everyone in the room may know of it."""
    flow, session = guided.beside, guided.session
    phase = say(label(session.phase, session.improve_label))
    place = " · ".join(filter(None, [session.site, session.area]))
    shown: list[ft.Control] = [strong(session.topic), note(f"{phase} · {place}")]
    if flow.sponsor_in_room:
        shown.append(banner(say("The sponsor is now in the room"), kind="care"))
    if flow.guides > 1:
        shown.append(banner(say("{count} people guide this session", count=flow.guides)))
    if flow.stale:
        under = say("Share what there is, or close it. Words that nobody released are destroyed.")
        shown.append(banner(say("Open for more than a month"), under, kind="care"))
    return stack(*shown, spacing=6)


# what a phase is mostly about comes first; the rest stays one tap away
NOW: dict[Phase, tuple[str, ...]] = {
    "prepare": (),
    "learn": ("learn", "story", "release"),
    "soak": ("soak", "story", "release"),
    "improve": ("improve", "outcomes", "release"),
    "share": ("card", "outcomes"),
    "closed": ("outcomes", "card"),
}


@component
def Ways(session: Session) -> ft.Control:
    """Where a guide goes from the board; every place is one tap away, none is a must."""
    page = ft.context.page
    improve = label("improve", session.improve_label)
    ways = {
        "learn": (say("Tools for Learn"), ft.Icons.PUSH_PIN_OUTLINED),
        "story": (say("As written, as done"), ft.Icons.COMPARE_ARROWS_ROUNDED),
        "soak": (say("Soak"), ft.Icons.HOURGLASS_EMPTY_ROUNDED),
        "release": (say("Read back and release"), ft.Icons.OUTBOUND_OUTLINED),
        "improve": (say(improve), ft.Icons.BUILD_OUTLINED),
        "outcomes": (say("What became of it"), ft.Icons.CHECKLIST_ROUNDED),
        "card": (say("Share what you learned"), ft.Icons.SHARE_ROUNDED),
        "guides": (say("Who guides"), ft.Icons.SWAP_HORIZ_ROUNDED),
    }
    now = NOW[session.phase]

    def way(place: str) -> ft.Control:
        words, icon = ways[place]
        made = button if place in now[:1] else soft_button if place in now else quiet_button
        return made(words, lambda: page.navigate(f"/sessions/{session.id}/{place}"), icon)

    others = [way(place) for place in ways if place not in now]
    return stack(
        *([card(heading(say("In this phase")), *map(way, now))] if now else []),
        card(heading(say("Around this session")), *others),
        note(say("Everything here can be skipped.")),
        spacing=12,
    )
