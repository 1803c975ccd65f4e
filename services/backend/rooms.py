"""Room recordings on their way from the facilitator's tablet, while every seat's yes stands."""

import base64
from typing import Any
from uuid import UUID

from app.domain.capture import Recording, RoomConsent
from app.errors import NotAllowedError
from services.backend.connection import Connection
from services.backend.consent import Consents
from services.backend.pieces import as_sent, keep_piece, whole_or_refused
from services.backend.recordings import Recordings


class Rooms:
    """What a facilitator's tablet hands in for a session. Every call may be repeated."""

    def __init__(self, facilitator: Connection, server: Connection, recordings: Recordings) -> None:
        self._facilitator = facilitator
        self._consents = Consents(facilitator)
        self._server = server
        self._recordings = recordings

    async def consent(self, session: UUID) -> RoomConsent:
        return await self._consents.state(session)

    async def ask(self, session: UUID) -> RoomConsent:
        """Let every phone ask its seat. Asking twice is asking once: it undoes no show of hands."""
        now = await self.consent(session)
        return now if now.asked else await self._consents.ask(session)

    async def count_hands(self, session: UUID, hands: int) -> RoomConsent:
        """A show of hands, as a count; it holds when it is the count of the seats."""
        return await self._consents.ask(session, hands=hands)

    async def chunk(self, session: UUID, capture: UUID, n: int, data: bytes) -> str:
        """Keep one chunk; answers its SHA-256. Raises NotAllowedError (`no_consent`)."""
        whose = {"session": str(session), "capture": str(capture)}
        return await keep_piece(self._facilitator, "room_chunk", n, data, **whose)

    async def finish(self, session: UUID, capture: UUID, recording: Recording) -> str:
        """Put the whole into the bucket, then make its row; answers its SHA-256."""
        asked: dict[str, Any] = {
            "session": str(session),
            "capture": str(capture),
            "details": recording.model_dump(mode="json"),
        }
        ready = whole_or_refused(await self._facilitator.call("room_ready", **asked))
        if not ready["delivered"]:
            audio = await self._whole(capture, recording)
            await self._recordings.keep(ready["path"], audio, recording.mime)
            try:
                whole_or_refused(await self._server.call("server_room_finish", **asked))
            except NotAllowedError:
                await self._recordings.delete(ready["path"])
                raise
        return recording.sha256

    async def _whole(self, capture: UUID, recording: Recording) -> bytes:
        audio = bytearray()
        for n in range(recording.chunks):
            piece = await self._server.call("server_room_piece", capture=str(capture), n=n)
            audio += base64.b64decode(piece["bytes"] or "")
        return as_sent(bytes(audio), recording)
