"""Sites, areas and kinds of shift. No crew and no roster."""

from uuid import UUID

import flet as ft

from app.domain.organisation import Site
from views.administration.state import Office
from views.components.buttons import Tap, quiet_button
from views.components.cards import card, removable, section
from views.components.fields import text_field
from views.components.text import note, strong
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component
from views.words import say


@component
def PlacesCard(office: Office) -> ft.Control:
    if not office.loaded:
        return skeleton()
    rows = [SiteRow(office, site, key=str(site.id)) for site in office.places.sites]
    return section(say("Places"), *rows, NewSite(office), ShiftKinds(office))


@component
def SiteRow(office: Office, site: Site, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    name, set_name = ft.use_state("")

    async def add() -> None:
        await office.add_area(visitor, site.id, name)
        set_name("")

    def remover(kind: str, place_id: UUID) -> Tap:
        return lambda: office.remove(visitor, kind, place_id)

    return card(
        removable(site.name, remover("site", site.id), strong),
        *[removable(area.name, remover("area", area.id)) for area in site.areas],
        text_field(say("A new area of {name}", name=site.name), name, set_name, most=80),
        quiet_button(say("Add the area"), add, ft.Icons.ADD_ROUNDED),
        padding=16,
    )


@component
def NewSite(office: Office) -> ft.Control:
    visitor = use_visitor()
    name, set_name = ft.use_state("")
    danger, set_danger = ft.use_state("")

    async def add() -> None:
        await office.add_site(visitor, name, danger)
        set_name("")
        set_danger("")

    return card(
        text_field(say("A new site"), name, set_name, most=80),
        text_field(
            say("Who is reached when someone could get hurt now"),
            danger,
            set_danger,
            most=80,
            help_text=say("The number or channel that this site already has."),
        ),
        quiet_button(say("Add the site"), add, ft.Icons.ADD_ROUNDED),
        padding=16,
    )


@component
def ShiftKinds(office: Office) -> ft.Control:
    visitor = use_visitor()
    name, set_name = ft.use_state("")

    async def add() -> None:
        await office.add_shift_kind(visitor, name)
        set_name("")

    def remover(kind_id: UUID) -> Tap:
        return lambda: office.remove(visitor, "shift kind", kind_id)

    return card(
        strong(say("Kinds of shift")),
        note(say("Days, nights, weekends: never a crew.")),
        *[removable(each.name, remover(each.id)) for each in office.places.shift_kinds],
        text_field(say("A new kind of shift"), name, set_name, most=40),
        quiet_button(say("Add the kind of shift"), add, ft.Icons.ADD_ROUNDED),
        padding=16,
    )
