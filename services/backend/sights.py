"""Photos on their way from the tablet of a session's guide: lines as noted, which are no voice."""

import base64
from typing import Any
from uuid import UUID

from app.domain.capture import Photo
from app.errors import InvalidInputError
from services.backend.captures import as_sent, as_text, whole_or_refused
from services.backend.connection import Connection, refuse_unless_ok
from services.backend.pixels import remade


class Sights:
    """What a facilitator's tablet hands in for a session. Every call may be repeated."""

    def __init__(self, facilitator: Connection, server: Connection) -> None:
        self._facilitator = facilitator
        self._server = server

    async def chunk(self, session: UUID, capture: UUID, n: int, data: bytes) -> str:
        """Keep one chunk; answers its SHA-256."""
        answer = await self._facilitator.call(
            "sight_chunk",
            session=str(session),
            capture=str(capture),
            n=n,
            bytes=base64.b64encode(data).decode(),
        )
        return str(refuse_unless_ok(answer)["sha256"])

    async def finish(self, session: UUID, capture: UUID, photo: Photo) -> str:
        """Make the picture anew, then its line; answers the SHA-256 of what was sent."""
        asked: dict[str, Any] = {"session": str(session), "capture": str(capture)}
        details = photo.model_dump(mode="json")
        ready = whole_or_refused(
            await self._facilitator.call("sight_ready", **asked, details=details)
        )
        if not ready["delivered"]:
            try:
                made = await remade(as_sent(ready["audio"], photo))
            except InvalidInputError:
                await self._server.call("server_sight_refused", **asked)
                raise
            whole_or_refused(
                await self._server.call(
                    "server_sight_finish", **asked, details=details, **as_text(made)
                )
            )
        return photo.sha256
