"""Sites, areas and kinds of shift. No crew and no roster."""

from uuid import UUID

import flet as ft

from app.domain.organisation import Site
from views.administration.state import Office
from views.components.buttons import icon_button, quiet_button
from views.components.cards import card, section, side_by_side
from views.components.fields import text_field
from views.components.text import body, note, strong
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

    async def remove_site() -> None:
        await office.remove(visitor, "site", site.id)

    def area_row(area_id: UUID, words: str) -> ft.Control:
        async def remove() -> None:
            await office.remove(visitor, "area", area_id)

        return side_by_side(
            body(words),
            icon_button(ft.Icons.CLOSE_ROUNDED, say("Remove {words}", words=words), remove),
        )

    return card(
        side_by_side(
            strong(site.name),
            icon_button(ft.Icons.CLOSE_ROUNDED, say("Remove {name}", name=site.name), remove_site),
        ),
        *[area_row(area.id, area.name) for area in site.areas],
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

    def kind_row(kind_id: UUID, words: str) -> ft.Control:
        async def remove() -> None:
            await office.remove(visitor, "shift kind", kind_id)

        return side_by_side(
            body(words),
            icon_button(ft.Icons.CLOSE_ROUNDED, say("Remove {words}", words=words), remove),
        )

    return card(
        strong(say("Kinds of shift")),
        note(say("Days, nights, weekends: never a crew.")),
        *[kind_row(each.id, each.name) for each in office.places.shift_kinds],
        text_field(say("A new kind of shift"), name, set_name, most=40),
        quiet_button(say("Add the kind of shift"), add, ft.Icons.ADD_ROUNDED),
        padding=16,
    )
