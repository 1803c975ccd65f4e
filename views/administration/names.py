"""Names that an administrator changes: of the organisation, of places, of kinds of shift."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import flet as ft

from app.domain.administration import NamedSite
from app.domain.organisation import Organisation
from services.backend.visitor import Visitor
from views.administration.state import Office
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, section, stack
from views.components.chips import choice, several
from views.components.fields import text_field
from views.components.text import heading, label, note
from views.context import use_visitor
from views.guard import component
from views.words import LANGUAGES, say

IMPROVE = ("Improve & Action", "Solve")
SPOKEN = {
    **LANGUAGES,
    "cs": "Čeština",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "tr": "Türkçe",
    "uk": "Українська",
}
"""Languages that crews may speak in; the screens themselves stand in fewer."""
Keep = Callable[[str], Awaitable[None]]


@component
def OrganisationCard(office: Office) -> ft.Control:
    """Its name, the languages that its crews speak, and what the third phase is called."""
    if office.organisation is None:
        return ft.Container()
    spoken = " ".join(office.organisation.languages)  # it begins anew when another comes first
    return WholeOrganisation(office, office.organisation, key=f"{office.org_id} {spoken}")


@component
def WholeOrganisation(
    office: Office, organisation: Organisation, key: str | None = None
) -> ft.Control:
    visitor, page = use_visitor(), ft.context.page
    name, set_name = ft.use_state(organisation.name)
    spoken, set_spoken = ft.use_state(frozenset(organisation.languages))
    third, set_third = ft.use_state(organisation.improve_label)

    async def keep() -> None:
        first = [each for each in organisation.languages if each in spoken]
        more = sorted(spoken - set(first))
        changed = {"name": name, "languages": (*first, *more), "improve_label": third}
        await save_organisation(office, visitor, organisation.model_copy(update=changed))

    return card(
        heading(say("The organisation")),
        text_field(say("Its name"), name, set_name, most=120),
        label(say("Languages in which crews speak")),
        several(list(SPOKEN.items()), spoken, lambda each: set_spoken(spoken ^ {each})),
        note(say("Picked, never guessed from a voice. The first one is the default.")),
        label(say("What the third phase is called")),
        choice([(each, say(each)) for each in IMPROVE], third, set_third),
        button(say("Keep this"), keep, ft.Icons.CHECK_ROUNDED),
        soft_button(
            say("Thresholds and retention: two roles agree"),
            lambda: page.navigate("/trust"),
            ft.Icons.RULE_ROUNDED,
        ),
    )


async def save_organisation(office: Office, visitor: Visitor, changed: Organisation) -> None:
    await visitor.loop.administration.save_organisation(changed)
    await office.load(visitor)


@component
def Names(office: Office) -> ft.Control:
    """Every place and kind of shift under a field of its own; the record follows the new name."""
    visitor = use_visitor()
    if not office.loaded:
        return ft.Container()

    def site(each: NamedSite) -> ft.Control:
        return SiteNames(office, each, key=str(each.id))

    def kind(kind_id: UUID, words: str) -> ft.Control:
        async def keep(name: str) -> None:
            manage = visitor.loop.administration
            office.places = await manage.rename_shift_kind(office.org_id, kind_id, name)

        return Rename(words, keep, key=str(kind_id))

    return section(
        say("Change a name"),
        note(say("What was learned there stays, under the new name.")),
        *[site(each) for each in office.people.sites],
        *[kind(each.id, each.name) for each in office.places.shift_kinds],
    )


@component
def SiteNames(office: Office, site: NamedSite, key: str | None = None) -> ft.Control:
    """A site: its name, who is reached in danger, and its areas."""
    visitor = use_visitor()
    danger, set_danger = ft.use_state(site.danger_contact)

    async def save(name: str) -> None:
        changed = site.model_copy(update={"name": name, "danger_contact": danger})
        await visitor.loop.administration.save_site(office.org_id, changed)
        await office.load(visitor)

    def area(area_id: UUID, words: str) -> ft.Control:
        async def keep(name: str) -> None:
            manage = visitor.loop.administration
            office.places = await manage.rename_area(site.id, area_id, name)

        return Rename(words, keep, key=str(area_id))

    areas = [area for each in office.places.sites if each.id == site.id for area in each.areas]
    return card(
        text_field(
            say("Who is reached when someone could get hurt now"), danger, set_danger, most=80
        ),
        Rename(site.name, save, always=danger != site.danger_contact),
        *[area(each.id, each.name) for each in areas],
        padding=16,
    )


@component
def Rename(words: str, on_keep: Keep, always: bool = False, key: str | None = None) -> ft.Control:
    """A name in a field; the button comes with the first change."""
    name, set_name = ft.use_state(words)

    async def keep() -> None:
        await on_keep(name)

    changed = always or name.strip() not in {"", words}
    kept = quiet_button(say("Keep the name {name}", name=name), keep, ft.Icons.CHECK_ROUNDED)
    return stack(
        text_field(words, name, set_name, most=80), *([kept] if changed else []), spacing=4
    )
