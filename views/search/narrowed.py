"""What every look into the memory in own words remembers: who asks, and how it is narrowed."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.own_words import SearchFilters
from services.backend.visitor import Visitor
from views.organisation import organisation_of


@dataclass(eq=False)
class Narrowed(ft.Observable, ABC):
    """The question itself lives in its field and nowhere else."""

    org_id: UUID | None = None
    filters: SearchFilters = field(default_factory=SearchFilters)
    chosen: dict[str, str] = field(default_factory=dict)
    loaded: bool = False
    looking: bool = False
    asked: bool = False

    async def load(self, visitor: Visitor) -> None:
        if visitor.signed_in:
            self.org_id = (await organisation_of(visitor)).id
        else:
            _ = visitor.seat  # refuses those who hold none
        self.filters = await visitor.own_words.filters(self.org_id)
        self.loaded = True

    async def narrow(self, visitor: Visitor, name: str, value: str, question: str) -> None:
        """Choose a filter, or take it back by choosing it again."""
        kept = {key: was for key, was in self.chosen.items() if key != name}
        self.chosen = kept if self.chosen.get(name) == value else {**kept, name: value}
        await self.ask(visitor, question)

    async def ask(self, visitor: Visitor, question: str) -> None:
        if self.looking or not question.strip():
            return
        self.looking = True
        try:
            await self.find(visitor, question)
        finally:
            self.looking = False
        self.asked = True

    @abstractmethod
    async def find(self, visitor: Visitor, question: str) -> None:
        """Keep what answers this question, as it is narrowed now."""
