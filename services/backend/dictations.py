"""Reasons and questions that are spoken. Words stay once sent; of a question nothing stays."""

from typing import Any
from uuid import UUID

from app.domain.capture import Recording
from app.domain.dictation import Dictation
from services.backend.connection import Connection
from services.backend.pieces import keep_piece, whole_or_refused


class Dictations:
    """Only who said it can ask for its words: a person, or a seat by its secret.

    Every call may be repeated.
    """

    def __init__(self, connection: Connection, seat: str | None = None) -> None:
        self._connection = connection
        self._seat = seat

    async def piece(self, dictation: UUID, n: int, data: bytes) -> str:
        """Keep one piece of the sound; answers its SHA-256."""
        whose = {"dictation": str(dictation), "secret": self._seat}
        return await keep_piece(self._connection, "dictation_piece", n, data, **whose)

    async def whole(self, dictation: UUID, recording: Recording) -> str:
        """All pieces were sent: ask for the words. Raises MissingChunksError."""
        details = recording.model_dump(
            mode="json", include={"chunks", "sha256", "seconds", "language"}
        )
        whole_or_refused(await self._call("dictation_whole", dictation, details=details))
        return recording.sha256

    async def look(self, dictation: UUID) -> Dictation:
        """How far it is. Raises NotFoundError for somebody else's, or after a day."""
        answer = await self._call("dictation", dictation)
        return Dictation.model_validate(answer)

    async def forget(self, dictation: UUID) -> None:
        await self._call("forget_dictation", dictation)

    async def _call(self, function: str, dictation: UUID, **given: object) -> dict[str, Any]:
        return await self._connection.call(
            function, dictation=str(dictation), secret=self._seat, **given
        )
