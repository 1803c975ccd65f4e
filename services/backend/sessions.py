"""A facilitator's sessions: open them, hand out cards, watch the board."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domain.seat import Board, SeatCard
from app.domain.session import NewSession, Session
from services.backend.connection import Connection


class Sessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, session: NewSession) -> Sequence[SeatCard]:
        """Open a session and get its seat cards. The cards' secrets are shown here only, once."""
        answer = await self._connection.call(
            "open_session", details=session.model_dump(mode="json")
        )
        return _cards(answer)

    async def mine(self, org_id: UUID) -> Sequence[Session]:
        answer = await self._connection.read("my_sessions", org=str(org_id))
        return [Session.model_validate(each) for each in answer["sessions"]]

    async def board(self, session_id: UUID) -> Board:
        """The team circle. Not a read: the database notes that a role has opened it."""
        return Board.model_validate(await self._connection.call("board", session=str(session_id)))

    async def add_cards(self, session_id: UUID, wanted: int = 1) -> Sequence[SeatCard]:
        """More seats, eight in all at most (`seats_full`)."""
        return _cards(
            await self._connection.call("add_seat_cards", session=str(session_id), wanted=wanted)
        )

    async def fresh_cards(self, session_id: UUID) -> Sequence[SeatCard]:
        """New secrets and codes for the cards that nobody has taken yet."""
        return _cards(await self._connection.call("fresh_seat_cards", session=str(session_id)))

    async def show_promise(self, session_id: UUID) -> None:
        await self._connection.call("show_promise", session=str(session_id))

    async def move(self, session_id: UUID, phase: str, reason: str = "") -> None:
        """Move to the next phase; the database holds the gates."""
        await self._connection.call(
            "move_session", session=str(session_id), wanted=phase, reason=reason
        )


def _cards(answer: dict[str, Any]) -> list[SeatCard]:
    return [SeatCard.model_validate(card) for card in answer["cards"]]
