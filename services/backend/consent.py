"""Consent to recording the room: asked as a count, off unless everybody says yes."""

from uuid import UUID

from app.domain.capture import RoomConsent, SeatConsent
from services.backend.connection import Connection


class Consents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(
        self, session_id: UUID, *, asked: bool = True, hands: int | None = None
    ) -> RoomConsent:
        """Ask the room, or stop asking; `hands` is a show of hands as a count."""
        answer = await self._connection.call(
            "ask_recording", session=str(session_id), asked=asked, hands=hands
        )
        return RoomConsent.model_validate(answer)

    async def state(self, session_id: UUID) -> RoomConsent:
        answer = await self._connection.read("recording_state", session=str(session_id))
        return RoomConsent.model_validate(answer)

    async def answer(self, secret: str, *, yes: bool | None = None) -> SeatConsent:
        """A seat says yes, takes it back, or (None) only looks."""
        answer = await self._connection.call("answer_recording", secret=secret, yes=yes)
        return SeatConsent.model_validate(answer)
