"""Who guides a session: hand it on, share it, take over one whose tablet was lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.domain.flow import Guide
from app.domain.phase import label
from app.domain.session import Session
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag
from views.components.text import body, note, strong
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component, handler, screen
from views.guide.frame import guide_page
from views.guide.state import Guided
from views.hooks import use_model
from views.live import use_load
from views.organisation import organisation_of
from views.page import page_of
from views.words import say


@dataclass(eq=False)
class Guides(ft.Observable):
    all: Sequence[Guide] = ()


@dataclass(eq=False)
class Running(ft.Observable):
    """Sessions of the organisation that somebody else guides."""

    sessions: Sequence[Session] | None = None

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.sessions = await visitor.flows.running(organisation.id)


@screen
def GuidesScreen() -> ft.View:
    return guide_page(say("Who guides"), WhoGuides)


@component
def WhoGuides(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page
    guides = use_model(Guides)

    async def load() -> None:
        guides.all = await visitor.flows.guides(guided.session_id)

    async def leave() -> None:
        await visitor.flows.leave(guided.session_id)
        page.navigate("/")

    ft.use_effect(handler(load), [guided.beside.guides])
    others = [GuideRow(guided, each, key=str(each.person_id)) for each in guides.all if not each.me]
    step_out = quiet_button(say("I step out"), leave, ft.Icons.LOGOUT_ROUNDED)
    return stack(
        body(say("Hand the session on, or guide it with somebody. Both tablets show the same.")),
        section(say("Facilitators of your organisation"), *others),
        *([] if others else [note(say("There is no other facilitator yet."))]),
        *([step_out] if guided.beside.guides > 1 else []),
        spacing=16,
    )


@component
def GuideRow(guided: Guided, guide: Guide, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def share() -> None:
        act = visitor.flows.hand_over(guided.session_id, guide.person_id, stay=True)
        await guided.after(visitor, act)

    async def hand_over() -> None:
        await visitor.flows.hand_over(guided.session_id, guide.person_id)
        page.navigate("/")

    shared = [tag(say("Guides with you"), ft.Icons.CHECK_ROUNDED, "good")] if guide.guides else []
    ask = [soft_button(say("Guide together"), share, about=guide.email)] if not guide.guides else []
    give = quiet_button(say("Hand it over"), hand_over, about=guide.email)
    return card(
        strong(guide.email),
        side_by_side(*shared, *ask, give),
        padding=16,
    )


@screen
def RunningScreen() -> ft.View:
    running = use_model(Running)
    refused = use_load(running.load)
    return page_of(
        say("Take over a session"), RunningOnes(running), whose="people", back=True, refused=refused
    )


@component
def RunningOnes(running: Running) -> ft.Control:
    if running.sessions is None:
        return skeleton()
    rows = [RunningRow(each, key=str(each.id)) for each in running.sessions]
    return stack(
        body(
            say("For a tablet that is lost, or a guide who fell ill. The team sees that you came.")
        ),
        *(rows or [note(say("No other session is running."))]),
        spacing=16,
    )


@component
def RunningRow(session: Session, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def take_over() -> None:
        await visitor.flows.take_over(session.id)
        page.navigate(f"/sessions/{session.id}")

    return card(
        strong(session.topic),
        note(f"{say(label(session.phase, session.improve_label))} · {session.site}"),
        soft_button(
            say("Take over"), take_over, ft.Icons.PAN_TOOL_ALT_OUTLINED, about=session.topic
        ),
        padding=16,
    )
