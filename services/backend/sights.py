"""Photos on their way from the tablet of a session's guide: lines as noted, which are no voice."""

from uuid import UUID

from app.domain.capture import Photo
from services.backend.connection import Connection
from services.backend.pieces import PhotoFunctions, keep_photo, keep_piece

STEPS = PhotoFunctions("sight_ready", "server_sight_finish", "server_sight_refused")


class Sights:
    """What a facilitator's tablet hands in for a session. Every call may be repeated."""

    def __init__(self, facilitator: Connection, server: Connection) -> None:
        self._facilitator = facilitator
        self._server = server

    async def chunk(self, session: UUID, capture: UUID, n: int, data: bytes) -> str:
        """Keep one chunk; answers its SHA-256."""
        whose = {"session": str(session), "capture": str(capture)}
        return await keep_piece(self._facilitator, "sight_chunk", n, data, **whose)

    async def finish(self, session: UUID, capture: UUID, photo: Photo) -> str:
        """Make the picture anew, then its line; answers the SHA-256 of what was sent."""
        whose = {"session": str(session), "capture": str(capture)}
        return await keep_photo(self._facilitator, self._server, STEPS, photo, **whose)
