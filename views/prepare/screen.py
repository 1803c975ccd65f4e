"""Prepare: a topic, its use, a place, a sponsor, seats. A minute, most of it already filled in."""

from uuid import UUID

import flet as ft

from app.domain.session import LONGEST_TOPIC, SPONSOR_MODES, USES
from views.change.screen import ChangeCheck
from views.components.buttons import icon_button, main_button, soft_button
from views.components.cards import card, stack
from views.components.chips import choice, offered
from views.components.fields import text_field
from views.components.text import heading, live, note, strong
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.page import page_of
from views.prepare.state import PrepareForm
from views.words import say
from views.words.capital import capital
from views.words.refusals import told


@screen
def PrepareScreen() -> ft.View:
    form = use_model(PrepareForm)
    refused = use_load(form.load)
    return page_of(
        say("Open a session"),
        TopicCard(form),
        PlaceCard(form),
        SponsorCard(form),
        Beforehand(form),
        whose="people",
        alone=True,
        side=[SeatsCard(form), OpenIt(form)],
        back=True,
        refused=refused,
    )


@component
def OpenIt(form: PrepareForm) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def open_session() -> None:
        session_id = await form.open(visitor)
        if session_id:
            page.navigate(f"/sessions/{session_id}")

    return stack(
        *([live(told(form.problem), ft.Colors.ERROR)] if form.problem else []),
        main_button(say("Open the session"), open_session, ft.Icons.CHECK_ROUNDED, busy=form.busy),
        spacing=16,
    )


@component
def TopicCard(form: PrepareForm) -> ft.Control:
    def change(value: str) -> None:
        form.topic = value

    return card(
        heading(say("What is it about?")),
        text_field(
            say("One task or topic"),
            form.topic,
            change,
            most=LONGEST_TOPIC,
            hint=say("Clearing jams on infeed 2"),
        ),
        strong(say("We learn from")),
        choice(offered(USES), form.use, form.choose_use),
    )


@component
def Beforehand(form: PrepareForm) -> ft.Control:
    """For a change; on this screen, for leaving it would lose the form."""
    opened, set_opened = ft.use_state(False)
    if form.use != "change":
        return ft.Container()
    if opened:
        return ChangeCheck(form.topic, leads_on=False)
    words = say("Before a change: what would it touch?")
    return soft_button(words, lambda: set_opened(True), ft.Icons.TRAVEL_EXPLORE_ROUNDED)


@component
def PlaceCard(form: PrepareForm) -> ft.Control:
    site = next((each for each in form.places.sites if each.id == form.site_id), None)
    sites = [(str(each.id), each.name) for each in form.places.sites]
    areas = [(str(each.id), each.name) for each in site.areas] if site else []
    shifts = [(str(each.id), capital(each.name)) for each in form.places.shift_kinds]
    return card(
        heading(say("Where?")),
        choice(sites, str(form.site_id), lambda value: form.choose_site(UUID(value))),
        *(
            [strong(say("Area")), choice(areas, str(form.area_id), form.choose_area)]
            if areas
            else []
        ),
        *(
            [
                strong(say("Kind of shift")),
                choice(shifts, str(form.shift_kind_id), form.choose_shift),
            ]
            if shifts
            else []
        ),
    )


@component
def SponsorCard(form: PrepareForm) -> ft.Control:
    def change(value: str) -> None:
        form.sponsor_role = value

    return card(
        heading(say("Who can decide?")),
        text_field(
            say("The sponsor's role"),
            form.sponsor_role,
            change,
            most=60,
            hint=say("Operations manager"),
        ),
        strong(say("While the team learns, the sponsor is")),
        choice(offered(SPONSOR_MODES), form.sponsor_mode, form.choose_sponsor_mode),
        note(say("Everyone reads this before anyone speaks.")),
    )


@component
def SeatsCard(form: PrepareForm) -> ft.Control:
    return card(
        heading(say("How many seats?")),
        ft.Row(
            [
                icon_button(
                    ft.Icons.REMOVE_ROUNDED, say("One less"), lambda: form.change_seats(-1)
                ),
                live(say("{count} seats", count=form.seats), ft.Colors.ON_SURFACE),
                icon_button(ft.Icons.ADD_ROUNDED, say("One more"), lambda: form.change_seats(1)),
            ],
            spacing=16,
        ),
        note(say("Eight at most, sponsor and supervisors included. You are not counted.")),
    )
