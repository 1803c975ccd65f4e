"""The organisation that a signed-in person looks at; who belongs to several sees and changes it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import flet as ft

from app.domain.organisation import Organisation, Person
from app.errors import NotAllowedError
from services.backend.visitor import Visitor
from views.components.cards import card
from views.components.chips import choice
from views.components.text import heading
from views.guard import component
from views.words import say

GoTo = Callable[[UUID], Awaitable[None]]
OrganisationContext: ft.ContextProvider[GoTo | None] = ft.create_context(None)
"""How a screen has the whole page look at another organisation."""


async def organisation_of(visitor: Visitor) -> Organisation:
    """Raises NotAllowedError for somebody who belongs to none."""
    return here_of(await visitor.organisations.me())


def here_of(person: Person) -> Organisation:
    """Raises NotAllowedError for somebody who belongs to none."""
    if person.here is None:
        raise NotAllowedError("You belong to no organisation yet. Ask for an invitation.")
    return person.here


def where_you_look(person: Person | None) -> list[ft.Control]:
    """Nothing for somebody who belongs to one."""
    if person is None or person.here is None or not person.organisations[1:]:
        return []
    return [WhereYouLook(person, person.here.id)]


@component
def WhereYouLook(person: Person, here: UUID) -> ft.Control:
    """Choosing another one draws the whole page anew."""
    go_to = ft.use_context(OrganisationContext)
    names = [(str(each.id), each.name) for each in person.organisations]

    async def choose(org_id: str) -> None:
        if go_to is not None:
            await go_to(UUID(org_id))

    return card(
        heading(say("At which organisation?")), choice(names, str(here), choose), padding=16
    )
