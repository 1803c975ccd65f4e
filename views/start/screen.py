"""The start: a seat for workers, sign-in for the others, and a facilitator's sessions."""

import flet as ft

from app.domain.phase import label
from app.domain.session import USES, Session
from services.backend.visitor import Visitor
from views.components.banners import example_banner
from views.components.buttons import main_button, quiet_button, soft_button
from views.components.cards import card, row, section, side_by_side, stack
from views.components.text import body, heading
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.organisation import where_you_look
from views.page import page_of
from views.start.state import Start
from views.words import say
from views.words.capital import capital
from views.words.dotted import dotted
from views.words.picker import LanguagePicker


@screen
def StartScreen() -> ft.View:
    """It lies beneath every other screen, and is filled anew when somebody comes back to it."""
    visitor = use_visitor()
    start = use_model(Start)
    on_top = ft.use_route_location() == "/"

    async def load(visitor: Visitor) -> None:
        if on_top or not start.loaded:
            await start.load(visitor)

    refused = use_load(load, [on_top])
    content = Sessions(start) if visitor.signed_in else Welcome()
    return page_of(say("Leaven"), content, whose="anybody", at="/", refused=refused)


@component
def Welcome() -> ft.Control:
    """The arrow back leads here, too: who has a seat comes to their team again with one tap."""
    page = ft.context.page
    seated = use_visitor().seat_secret is not None
    take = soft_button if seated else main_button

    async def take_seat() -> None:
        await leave_for("/capture")

    team = card(
        heading(say("You have taken a seat")),
        main_button(say("Your team"), lambda: page.navigate("/team"), ft.Icons.GROUPS_ROUNDED),
    )
    return stack(
        heading(say("How does this job really go?")),
        body(say("Leaven carries what people who do the work know to those who decide.")),
        *([team] if seated else []),
        card(
            heading(say("You have a seat card")),
            body(say("Scan it with your camera, or type its six characters. No account, no name.")),
            take(say("Take a seat"), take_seat, ft.Icons.EVENT_SEAT_ROUNDED),
        ),
        card(
            heading(say("You facilitate, decide or follow")),
            soft_button(say("Sign in"), lambda: page.navigate("/sign-in"), ft.Icons.LOGIN_ROUNDED),
        ),
        LanguagePicker(),
        spacing=16,
    )


@component
def Sessions(start: Start) -> ft.Control:
    page = ft.context.page
    rows = [SessionRow(each, key=str(each.id)) for each in start.sessions]
    nothing = body(
        say("None yet. Open one: a topic, a place, up to eight seats. It takes a minute.")
    )
    open_one = main_button(
        say("Open a session"), lambda: page.navigate("/sessions/new"), ft.Icons.ADD_ROUNDED
    )
    return stack(
        *where_you_look(start.person),
        *([example_banner()] if start.here and start.here.is_example else []),
        *([open_one] if start.facilitates else []),
        section(say("Your sessions"), *(rows or [nothing])) if start.loaded else skeleton(),
        *([MoreForGuides()] if start.facilitates else []),
        spacing=16,
    )


@component
def MoreForGuides() -> ft.Control:
    page = ft.context.page
    return side_by_side(
        quiet_button(say("Take over a session"), lambda: page.navigate("/running")),
        quiet_button(say("Cards for the wall"), lambda: page.navigate("/walls")),
    )


@component
def SessionRow(session: Session, key: str | None = None) -> ft.Control:
    page = ft.context.page
    phase = say(label(session.phase, session.improve_label))
    where = dotted(session.site, session.area, capital(session.shift_kind))
    return row(
        session.topic,
        lambda: page.navigate(f"/sessions/{session.id}"),
        under=f"{phase} · {say(USES[session.use])}\n{where}",
        leading=ft.Icons.GROUPS_ROUNDED,
    )
