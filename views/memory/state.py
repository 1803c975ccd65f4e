"""What the memory screens have loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.memory import (
    DefenceLedger,
    MemoryFacts,
    RememberedTheme,
    RememberedThemePage,
    SpreadCell,
)
from app.domain.organisation import Organisation
from services.backend.visitor import Visitor
from views.organisation import organisation_of

A_PAGE = 30


@dataclass(eq=False)
class MemoryShelf(ft.Observable):
    """Themes and facts; `slow` and `search` narrow the themes."""

    organisation: Organisation | None = None
    themes: Sequence[RememberedTheme] = field(default_factory=tuple)
    facts: MemoryFacts = field(default_factory=MemoryFacts)
    ledger: DefenceLedger = field(default_factory=DefenceLedger)
    slow: bool = False
    search: str = ""
    page: int = 0
    loaded: bool = False
    table: bool = False

    async def load(self, visitor: Visitor) -> None:
        self.organisation = await organisation_of(visitor)
        self.facts = await visitor.loop.memory.facts(self.organisation.id)
        self.ledger = await visitor.loop.memory.defences(self.organisation.id)
        await self.look(visitor)

    async def look(self, visitor: Visitor) -> None:
        """The themes for what is asked now, from the first page on."""
        if self.organisation is None:
            return
        self.page = 0
        self.themes = await self._some(visitor, self.organisation.id)
        self.loaded = True

    async def more(self, visitor: Visitor) -> None:
        if self.organisation is None:
            return
        self.page += 1
        self.themes = [*self.themes, *await self._some(visitor, self.organisation.id)]

    @property
    def may_have_more(self) -> bool:
        return len(self.themes) == A_PAGE * (self.page + 1)

    async def _some(self, visitor: Visitor, org_id: UUID) -> Sequence[RememberedTheme]:
        return await visitor.loop.memory.themes(
            org_id, slow=self.slow, search=self.search, page=self.page
        )


@dataclass(eq=False)
class RememberedOne(ft.Observable):
    theme_id: UUID
    page: RememberedThemePage | None = None
    spread: Sequence[SpreadCell] = field(default_factory=tuple)
    signs: bool = False
    role: str = ""
    words: str = ""
    sent: bool = False

    async def load(self, visitor: Visitor) -> None:
        self.spread = await visitor.loop.memory.spread(self.theme_id)
        self.page = await visitor.loop.memory.theme(self.theme_id)
        person = await visitor.organisations.me()
        mine = [each for each in person.organisations if each.id == self.page.org_id]
        self.signs = any(each.leads for each in mine)

    async def leave_note(self, visitor: Visitor) -> None:
        """Leave the why-note that stands in the form, once."""
        await visitor.loop.why_notes.leave(self.theme_id, self.role, self.words)
        self.words, self.sent = "", True
        await self.load(visitor)
