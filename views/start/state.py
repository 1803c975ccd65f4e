"""What the start screen knows of a signed-in person."""

from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.session import Session
from services.backend.visitor import Visitor


@dataclass(eq=False)
class Start(ft.Observable):
    loaded: bool = False
    org_id: UUID | None = None
    is_example: bool = False
    roles: tuple[str, ...] = ()
    sessions: list[Session] = field(default_factory=list)

    @property
    def facilitates(self) -> bool:
        return "facilitator" in self.roles

    async def load(self, visitor: Visitor) -> None:
        if not visitor.signed_in:
            return
        person = await visitor.organisations.me()
        if person.organisations:
            organisation = person.organisations[0]
            self.org_id, self.is_example = organisation.id, organisation.is_example
            self.roles = tuple(organisation.roles)
            if self.facilitates:
                self.sessions = list(await visitor.sessions.mine(organisation.id))
        self.loaded = True
