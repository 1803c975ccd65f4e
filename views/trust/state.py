"""What the trust page has loaded."""

from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.domain.organisation import Role
from app.domain.trust import TrustPage
from services.backend.visitor import Visitor
from views.organisation import organisation_of


@dataclass(eq=False)
class Trust(ft.Observable):
    page: TrustPage | None = None
    org_id: UUID | None = None
    roles: tuple[Role, ...] = ()
    rule: str = "outside_threshold"
    value: str = ""
    open_tables: bool = False
    told: str = ""

    @property
    def may_change(self) -> bool:
        return bool({"administrator", "representative"} & set(self.roles))

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.org_id, self.roles = organisation.id, organisation.roles
        self.page = await visitor.loop.trust.page(organisation.id)

    async def propose(self, visitor: Visitor) -> None:
        """Nothing changes until somebody of the other role agrees."""
        if self.org_id is None or not self.value.strip().isdigit():
            self.told = "Give a whole number."
            return
        await visitor.loop.trust.propose(self.org_id, self.rule, int(self.value))
        self.told = "Proposed. It holds when the other role has agreed."
        await self.load(visitor)

    async def agree(self, visitor: Visitor, change: UUID) -> None:
        await visitor.loop.trust.agree(change)
        await self.load(visitor)
