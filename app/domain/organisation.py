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


class Person(Noun):
    """A signed-in person. Workers are never one: they hold a seat."""

    person_id: UUID
    organisations: tuple[Organisation, ...] = ()


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
