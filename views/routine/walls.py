"""Cards for the walls of areas: made by a facilitator, scanned by anybody who works there."""

from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.organisation import Area, Places
from app.domain.routine import WallCard
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section, stack
from views.components.qr import qr_code
from views.components.text import body, heading, note, strong
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.organisation import organisation_of
from views.page import page_of
from views.words import say


@dataclass(eq=False)
class Walls(ft.Observable):
    org_id: UUID | None = None
    places: Places = field(default_factory=Places)
    card: WallCard | None = None

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.places = await visitor.organisations.places(organisation.id)
        self.org_id = organisation.id

    async def make(self, visitor: Visitor, area: Area) -> None:
        if self.org_id is not None:
            self.card = await visitor.routines.card(self.org_id, area.id)

    def put_away(self) -> None:
        self.card = None


@screen
def WallsScreen() -> ft.View:
    walls = use_model(Walls)
    refused = use_load(walls.load)
    return page_of(
        say("Cards for the wall"), AllWalls(walls), whose="people", back=True, refused=refused
    )


@component
def AllWalls(walls: Walls) -> ft.Control:
    if walls.org_id is None:
        return skeleton()
    if not any(site.areas for site in walls.places.sites):
        where = say("A card hangs where people work. An administrator names your areas.")
        return empty(say("No area has a name yet"), where, ft.Icons.PLACE_OUTLINED)
    return stack(
        body(say("A card on the wall lets a crew look back on its week without a facilitator.")),
        *([ShownCard(walls)] if walls.card else []),
        *[
            section(
                site.name,
                *[AreaRow(walls, site.name, area, key=str(area.id)) for area in site.areas],
            )
            for site in walls.places.sites
            if site.areas
        ],
        spacing=16,
    )


@component
def AreaRow(walls: Walls, site: str, area: Area, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def make() -> None:
        await walls.make(visitor, area)

    return card(
        strong(area.name),
        soft_button(
            say("Make a card"), make, ft.Icons.QR_CODE_2_ROUNDED, about=f"{site}, {area.name}"
        ),
        note(say("A new card ends the one that hangs there now.")),
        padding=16,
    )


@component
def ShownCard(walls: Walls) -> ft.Control:
    visitor = use_visitor()
    made = walls.card
    if made is None:
        return ft.Container()
    return card(
        heading(made.area),
        qr_code(f"{visitor.address}/seat#{made.secret}", say("QR code for the wall")),
        note(say("Print it and hang it where the work is. It is shown here only once.")),
        soft_button(
            say("Open it on this tablet"),
            lambda: leave_for(f"/routine#{made.secret}"),
            ft.Icons.TABLET_ROUNDED,
        ),
        quiet_button(say("Put it away"), walls.put_away),
    )
