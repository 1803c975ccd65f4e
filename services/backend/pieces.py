"""What arrives in pieces, under an id that its device made: kept as often as it is sent.

A SHA-256 is answered in lower-case hexadecimal digits; the device keeps its copy until the answer
equals its own.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.capture import Photo, Recording
from app.errors import ConflictError, InvalidInputError
from services.backend.connection import Connection, refuse_unless_ok
from services.backend.pixels import remade


class MissingChunksError(ConflictError):
    """Not every chunk has arrived; `missing` are the numbers to send again."""

    code = "missing_chunks"

    def __init__(self, missing: Sequence[int]) -> None:
        super().__init__("Some of the recording has not arrived yet. It goes on by itself.")
        self.missing = tuple(missing)


async def keep_piece(
    connection: Connection, function: str, n: int, data: bytes, **whose: object
) -> str:
    """Keep one piece; answers its SHA-256. `whose` names the id, and what it belongs to."""
    answer = await connection.call(function, **whose, n=n, bytes=base64.b64encode(data).decode())
    return str(refuse_unless_ok(answer)["sha256"])


@dataclass(frozen=True)
class PhotoFunctions:
    """The database's three steps of a photo: is all of it here, keep it, let it go."""

    ready: str
    finish: str
    refused: str


async def keep_photo(
    visitor: Connection, server: Connection, steps: PhotoFunctions, photo: Photo, **whose: object
) -> str:
    """Turn the pieces into a line with a photo; answers the SHA-256 of what was sent.

    The picture is made anew before it is kept. What cannot be is refused, and goes at once: it may
    carry a place.
    """
    details = photo.model_dump(mode="json")
    ready = whole_or_refused(await visitor.call(steps.ready, **whose, details=details))
    if ready["delivered"]:
        return photo.sha256
    try:
        made = await remade(as_sent(base64.b64decode(ready["audio"]), photo))
    except InvalidInputError:
        await server.call(steps.refused, **whose)
        raise
    forms = {
        "whole": base64.b64encode(made.whole).decode(),
        "small": base64.b64encode(made.small).decode(),
    }
    whole_or_refused(await server.call(steps.finish, **whose, details=details, **forms))
    return photo.sha256


def as_sent(arrived: bytes, handed_in: Recording | Photo) -> bytes:
    """The bytes that the device hashed, or MissingChunksError for all of them."""
    if hashlib.sha256(arrived).hexdigest() != handed_in.sha256:
        raise MissingChunksError(range(handed_in.chunks))
    return arrived


def whole_or_refused(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, or its refusal raised; MissingChunksError names what is missing."""
    if "missing" in answer:
        raise MissingChunksError(answer["missing"])
    return refuse_unless_ok(answer)
