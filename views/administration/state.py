"""What an administrator has loaded and is changing."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID, uuid4

import flet as ft

from app.domain.administration import MailHealth, NamedSite, People
from app.domain.organisation import Organisation, Places, Role
from services.backend.visitor import Visitor
from views.organisation import organisation_of


@dataclass(eq=False)
class Office(ft.Observable):
    """`link` is an invitation's link, shown once."""

    organisation: Organisation | None = None
    people: People = field(default_factory=People)
    places: Places = field(default_factory=Places)
    health: MailHealth = field(default_factory=MailHealth)
    loaded: bool = False
    link: str = ""

    @property
    def org_id(self) -> UUID:
        assert self.organisation is not None  # noqa: S101 - nothing is tapped before it is loaded
        return self.organisation.id

    async def load(self, visitor: Visitor) -> None:
        self.organisation = await organisation_of(visitor)
        manage = visitor.loop.administration
        self.people = await manage.people(self.org_id)
        self.health = await manage.mail_health(self.org_id)
        self.places = await visitor.organisations.places(self.org_id)
        self.loaded = True

    async def speak_first(self, visitor: Visitor, code: str) -> None:
        """Put this language before the others that the organisation speaks."""
        assert self.organisation is not None  # noqa: S101 - nothing is tapped before it is loaded
        others = [each for each in self.organisation.languages if each != code]
        spoken = self.organisation.model_copy(update={"languages": (code, *others)[:6]})
        await visitor.loop.administration.save_organisation(spoken)
        self.organisation = spoken

    async def invite(self, visitor: Visitor, email: str, role: str) -> None:
        secret = await visitor.loop.administration.invite(self.org_id, email, cast("Role", role))
        self.link = f"{visitor.address}/invited#{secret}"
        self.people = await visitor.loop.administration.people(self.org_id)

    async def toggle(self, visitor: Visitor, person_id: UUID, role: str) -> None:
        """Give or take a role; the last role cannot be taken this way."""
        person = next(each for each in self.people.people if each.id == person_id)
        roles = list({*person.roles} ^ {cast("Role", role)})
        if roles:
            await self.set_roles(visitor, person_id, roles)

    async def set_roles(self, visitor: Visitor, person_id: UUID, roles: list[Role]) -> None:
        manage = visitor.loop.administration
        self.people = await manage.set_roles(self.org_id, person_id, roles)

    async def add_site(self, visitor: Visitor, name: str, danger: str) -> None:
        site = NamedSite(id=uuid4(), name=name, danger_contact=danger)
        self.places = await visitor.loop.administration.save_site(self.org_id, site)

    async def add_area(self, visitor: Visitor, site_id: UUID, name: str) -> None:
        self.places = await visitor.loop.administration.add_area(site_id, name)

    async def add_shift_kind(self, visitor: Visitor, name: str) -> None:
        self.places = await visitor.loop.administration.add_shift_kind(self.org_id, name)

    async def remove(self, visitor: Visitor, kind: str, place_id: UUID) -> None:
        manage = visitor.loop.administration
        self.places = await manage.remove_place(self.org_id, kind, place_id)
