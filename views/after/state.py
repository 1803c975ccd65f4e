"""What a crew sees of what became of its lines, and what a facilitator does about actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, cast
from uuid import UUID

import flet as ft

from app.domain.crew import CrewAction, CrewPage
from services.backend.visitor import Visitor


@dataclass(eq=False)
class After(ft.Observable):
    """A seat's page after Improve."""

    page: CrewPage | None = None
    session_id: str | None = None

    async def load(self, visitor: Visitor) -> None:
        self.page = await visitor.loop.crew.page(visitor.seat)
        if self.session_id is None:
            seat = await visitor.captures.seat(visitor.seat)
            self.session_id = str(seat.session.id)

    async def answer(self, visitor: Visitor, action_id: UUID, answer: str, words: str) -> None:
        await visitor.loop.crew.answer(visitor.seat, action_id, answer, words)
        await self.load(visitor)

    async def answer_why(self, visitor: Visitor, note_id: UUID, answer: str, words: str) -> None:
        await visitor.loop.crew.answer_why(visitor.seat, note_id, answer, words)
        await self.load(visitor)


@dataclass(eq=False)
class Outcomes(ft.Observable):
    """A session's actions for its facilitator. `link` is an owner's link, shown once."""

    session_id: UUID
    actions: Sequence[CrewAction] = field(default_factory=tuple)
    loaded: bool = False
    linked: UUID | None = None
    link: str = ""

    async def load(self, visitor: Visitor) -> None:
        self.actions = await visitor.loop.decisions.of_session(self.session_id)
        self.loaded = True

    async def make_link(self, visitor: Visitor, action_id: UUID) -> None:
        secret = await visitor.loop.decisions.owner_link(action_id)
        self.linked, self.link = action_id, f"{visitor.address}/owner#{secret}"

    async def mark(self, visitor: Visitor, action_id: UUID, state: str) -> None:
        await visitor.loop.decisions.mark(
            action_id, cast("Literal['doing', 'done', 'cannot']", state)
        )
        await self.load(visitor)

    async def let_differences_go(self, visitor: Visitor, action_id: UUID) -> None:
        await visitor.loop.decisions.let_differences_go(action_id)
        await self.load(visitor)

    async def count(self, visitor: Visitor, action_id: UUID, counts: dict[str, int]) -> None:
        await visitor.loop.decisions.count_hands(action_id, counts)
        await self.load(visitor)
