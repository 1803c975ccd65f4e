"""What the start screen knows of a signed-in person."""

from dataclasses import dataclass, field

import flet as ft

from app.domain.organisation import Organisation, Person
from app.domain.session import Session
from services.backend.visitor import Visitor


@dataclass(eq=False)
class Start(ft.Observable):
    loaded: bool = False
    person: Person | None = None
    sessions: list[Session] = field(default_factory=list)

    @property
    def facilitates(self) -> bool:
        return "facilitator" in self.here.roles if self.here else False

    @property
    def here(self) -> Organisation | None:
        return self.person.here if self.person else None

    async def load(self, visitor: Visitor) -> None:
        if not visitor.signed_in:
            return
        self.person = await visitor.organisations.me()
        if self.here is not None and self.facilitates:
            self.sessions = list(await visitor.sessions.mine(self.here.id))
        self.loaded = True
