"""Reasons that are spoken by people with an account; only their words, once sent, stay."""

import base64
from uuid import UUID

from app.domain.capture import Recording
from app.domain.dictation import Dictation
from services.backend.captures import whole_or_refused
from services.backend.connection import Connection, refuse_unless_ok


class Dictations:
    """Only who said it can ask for its words. Every call may be repeated."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def piece(self, dictation: UUID, n: int, data: bytes) -> str:
        """Keep one piece of the sound; answers its SHA-256."""
        answer = await self._connection.call(
            "dictation_piece",
            dictation=str(dictation),
            n=n,
            bytes=base64.b64encode(data).decode(),
        )
        return str(refuse_unless_ok(answer)["sha256"])

    async def whole(self, dictation: UUID, recording: Recording) -> str:
        """All pieces were sent: ask for the words. Raises MissingChunksError."""
        details = recording.model_dump(
            mode="json", include={"chunks", "sha256", "seconds", "language"}
        )
        whole_or_refused(
            await self._connection.call(
                "dictation_whole", dictation=str(dictation), details=details
            )
        )
        return recording.sha256

    async def look(self, dictation: UUID) -> Dictation:
        """How far it is. Raises NotFoundError for somebody else's, or after a day."""
        answer = await self._connection.call("dictation", dictation=str(dictation))
        return Dictation.model_validate(answer)

    async def forget(self, dictation: UUID) -> None:
        await self._connection.call("forget_dictation", dictation=str(dictation))
