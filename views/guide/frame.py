"""The frame of a guide's screens: load, keep fresh, draw, and go from one to the next."""

from collections.abc import Callable

import flet as ft

from app.domain.phase import label
from views.components.banners import banner
from views.components.cards import stack
from views.components.text import note, strong
from views.components.waiting import skeleton
from views.guard import component
from views.guide.state import Guided
from views.hooks import use_id, use_model
from views.live import use_live
from views.page import page_of
from views.words import say
from views.words.dotted import dotted

Part = Callable[[Guided], ft.Control]


def guide_page(name: str, body: Part, side: Part | None = None) -> ft.View:
    """A whole screen about one session; a hook. `name` is already in the visitor's language."""
    session_id = use_id("session_id")
    guided = use_model(lambda: Guided(session_id))
    refused = use_live(str(session_id), guided.load)
    return page_of(
        name,
        Loaded(guided, body),
        side=[Beside(guided, side)] if side else [],
        at="/",
        whose="people",
        back=True,
        refused=refused,
    )


@component
def Loaded(guided: Guided, draw: Part) -> ft.Control:
    if guided.board is None or guided.flow is None:
        return skeleton()
    return draw(guided)


@component
def Beside(guided: Guided, draw: Part) -> ft.Control:
    loaded = guided.board is not None and guided.flow is not None
    return draw(guided) if loaded else ft.Container()


@component
def Notices(guided: Guided) -> ft.Control:
    """Which session this is, and what everyone in the room may know of it."""
    flow, session = guided.beside, guided.session
    phase = say(label(session.phase, session.improve_label))
    place = dotted(session.site, session.area)
    shown: list[ft.Control] = [strong(session.topic), note(f"{phase} · {place}")]
    if flow.sponsor_in_room:
        shown.append(banner(say("The sponsor is now in the room"), kind="care"))
    if flow.guides > 1:
        shown.append(banner(say("{count} people guide this session", count=flow.guides)))
    if flow.stale:
        under = say("Share what there is, or close it. Words that nobody released are destroyed.")
        shown.append(banner(say("Open for more than a month"), under, kind="care"))
    return stack(*shown, spacing=6)
