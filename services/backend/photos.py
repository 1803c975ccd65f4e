"""Photos of places and things: who may read a line may see its photo."""

import base64
from uuid import UUID

from services.backend.connection import Connection


class Photos:
    """For a signed-in person, or for a seat, whose secret says what is its own."""

    def __init__(self, connection: Connection, seat: str | None = None) -> None:
        self._connection = connection
        self._seat = seat

    async def of(self, line_id: UUID, *, large: bool = False) -> bytes:
        """JPEG. Raises NotFoundError when it is gone, or is not for this visitor."""
        asked = {"line": str(line_id), "large": large}
        if self._seat is None:
            answer = await self._connection.call("photo", **asked)
        else:
            answer = await self._connection.call("seat_photo", secret=self._seat, **asked)
        return base64.b64decode(answer["picture"])

    async def take_off(self, line_id: UUID) -> None:
        """The guide of its session: the photo is gone, the words stay."""
        await self._connection.call("take_photo_off", line=str(line_id))
