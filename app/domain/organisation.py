"""An organisation, its places, and the roles of signed-in people."""

from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

Role = Literal["facilitator", "sponsor", "member", "representative", "administrator"]


class Organisation(Noun):
    id: UUID
    name: str
    is_example: bool = False
    roles: tuple[Role, ...] = ()
    languages: tuple[str, ...] = ("en",)
    improve_label: str = "Improve & Action"

    @property
    def leads(self) -> bool:
        """Whoever may say why something is so."""
        return bool({"sponsor", "member", "administrator"} & set(self.roles))


class Person(Noun):
    """A signed-in person. Workers are never one: they hold a seat."""

    person_id: UUID
    organisations: tuple[Organisation, ...] = ()
    chosen: UUID | None = None
    """The organisation that they chose to look at in this browser."""

    @property
    def here(self) -> Organisation | None:
        """Where they look: what they chose as long as they belong to it, else the first."""
        chosen = [each for each in self.organisations if each.id == self.chosen]
        return next(iter([*chosen, *self.organisations]), None)

    @property
    def decides(self) -> bool:
        """Teams of any of their organisations may wait for them: none hides behind the choice."""
        return any("sponsor" in each.roles for each in self.organisations)


class Area(Noun):
    id: UUID
    name: str


class Site(Noun):
    id: UUID
    name: str
    kind: str = ""
    areas: tuple[Area, ...] = ()


class ShiftKind(Noun):
    id: UUID
    name: str


class Places(Noun):
    sites: tuple[Site, ...] = ()
    shift_kinds: tuple[ShiftKind, ...] = ()
