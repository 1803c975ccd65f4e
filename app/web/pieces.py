"""How a device hands in what it holds: in pieces under an id of its own, answered by their hash."""

import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import MOST_CHUNK_BYTES, MOST_CHUNKS
from app.errors import InvalidInputError
from app.web.answers import answering, body_of

MOST_DETAILS = 32 * 1024
"""Bytes of what is told about the whole: five hundred pins fit."""

KeepPiece = Callable[[Request, int, bytes], Awaitable[str]]
"""Keeps a piece by its number and its bytes; answers its SHA-256."""
KeepWhole = Callable[[Request, bytes], Awaitable[str]]
"""All pieces were sent, and this is told about the whole; answers its SHA-256."""


def in_pieces(
    place: str, piece: KeepPiece, whole: KeepWhole, origins: frozenset[str]
) -> list[Route]:
    """The addresses of each piece and of the end, below a `place` that names the device's id."""

    async def take_piece(request: Request) -> Response:
        n, data = await _checked_piece(request)
        return JSONResponse({"ok": True, "n": n, "sha256": await piece(request, n, data)})

    async def take_whole(request: Request) -> Response:
        return delivered(await whole(request, await body_of(request, MOST_DETAILS)))

    return [
        Route(place + "/chunks/{n:int}", answering(take_piece, origins), methods=["PUT"]),
        Route(place + "/finish", answering(take_whole, origins), methods=["POST"]),
    ]


def delivered(sha256: str) -> JSONResponse:
    return JSONResponse({"ok": True, "state": "delivered", "sha256": sha256})


def capture_of(request: Request) -> UUID:
    """The id that the device made; only random ones, so that none can tell a time or an order."""
    capture: UUID = request.path_params["capture"]
    if capture.version != 4:  # noqa: PLR2004 - the number of the random kind of UUID
        raise InvalidInputError("This id is not a random one.", code="bad_id")
    return capture


async def _checked_piece(request: Request) -> tuple[int, bytes]:
    """The piece's number and its bytes, which are those that the device hashed."""
    n: int = request.path_params["n"]
    if n >= MOST_CHUNKS:
        raise InvalidInputError("This recording is too long.", code="too_large")
    data = await body_of(request, MOST_CHUNK_BYTES)
    claimed = request.headers.get("X-Chunk-SHA256", "")
    if not data or hashlib.sha256(data).hexdigest() != claimed:
        raise InvalidInputError("A piece was damaged on its way.", code="damaged_chunk")
    return n, data
