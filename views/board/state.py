"""What a facilitator's session screen remembers: the board, and the cards shown just now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.capture import RoomConsent
from app.domain.link import Decision
from app.domain.room import RoomText
from app.domain.seat import Board, SeatCard
from services.backend.visitor import Visitor


@dataclass(eq=False)
class OpenSession(ft.Observable):
    session_id: UUID
    board: Board | None = None
    consent: RoomConsent | None = None
    room: RoomText = field(default_factory=RoomText)
    cards: Sequence[SeatCard] = field(default_factory=tuple)

    async def load(self, visitor: Visitor) -> None:
        self.board = await visitor.sessions.board(self.session_id)
        # first what the room said: what stands on the yes must be known where the yes can be ended
        self.room = await visitor.room_words.text(self.session_id)
        self.consent = await visitor.consents.state(self.session_id)

    async def ask_to_record(self, visitor: Visitor, *, asked: bool = True) -> None:
        self.consent = await visitor.consents.ask(self.session_id, asked=asked)

    async def show_promise(self, visitor: Visitor) -> None:
        await visitor.sessions.show_promise(self.session_id)
        await self.load(visitor)

    async def move(self, visitor: Visitor, phase: str) -> None:
        try:
            await visitor.sessions.move(self.session_id, phase)
        finally:  # also when another tablet was first
            await self.load(visitor)

    async def show_cards(self, visitor: Visitor) -> None:
        """Fresh cards for the free seats. Old ones that nobody took stop working."""
        self.cards = await visitor.sessions.fresh_cards(self.session_id)

    async def add_card(self, visitor: Visitor) -> None:
        self.cards = [*self.cards, *await visitor.sessions.add_cards(self.session_id)]

    def put_cards_away(self) -> None:
        self.cards = ()

    async def decide(
        self, visitor: Visitor, line_id: UUID, theme_id: UUID, decision: Decision
    ) -> None:
        await visitor.themes.decide(line_id, theme_id, decision)
        await self.load(visitor)
