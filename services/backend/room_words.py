"""The room's words on the guide's tablet, until the team lets each stand or drops it."""

from uuid import UUID

from app.domain.room import RoomText
from services.backend.connection import Connection


class RoomWords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def text(self, session_id: UUID) -> RoomText:
        """Not a read: the database notes that a role has opened it."""
        return RoomText.model_validate(
            await self._connection.call("room_text", session=str(session_id))
        )

    async def keep(self, session_id: UUID, line_id: UUID, words: str) -> RoomText:
        """The team lets this line stand, in these words; the machine's go."""
        return await self._settle(session_id, line_id, keep=True, words=words)

    async def drop(self, session_id: UUID, line_id: UUID) -> RoomText:
        """The line goes, also when the team had let it stand."""
        return await self._settle(session_id, line_id, keep=False)

    async def _settle(
        self, session_id: UUID, line_id: UUID, *, keep: bool, words: str | None = None
    ) -> RoomText:
        """Raises ConflictError (`too_early`) under a few seats and after the release."""
        answer = await self._connection.call(
            "settle_room_line", session=str(session_id), line=str(line_id), keep=keep, words=words
        )
        return RoomText.model_validate(answer)
