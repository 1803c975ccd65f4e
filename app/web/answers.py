"""How our JSON addresses read a request and answer it; every refusal has one shape."""

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.capture import MOST_CHUNK_BYTES, MOST_CHUNKS
from app.errors import InvalidInputError, LeavenError
from app.web.language import Said, saying
from app.web.origin import require_same_origin
from services.backend.pieces import MissingChunksError

Handler = Callable[[Request], Awaitable[Response]]


def answering(handler: Handler, origins: frozenset[str]) -> Handler:
    """The handler for our own pages only, its deliberate errors as JSON, nothing cached."""

    async def answer(request: Request) -> Response:
        try:
            require_same_origin(request, origins)
            response = await handler(request)
        except ValidationError:
            error = InvalidInputError("This is not what Leaven expects here.")
            response = refusal(error, saying(request))
        except LeavenError as error:
            response = refusal(error, saying(request))
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def delivered(sha256: str) -> JSONResponse:
    return JSONResponse({"ok": True, "state": "delivered", "sha256": sha256})


def refusal(error: LeavenError, said: Said = str) -> JSONResponse:
    """The one shape of every refusal: a code for the device, a sentence for the person."""
    answer: dict[str, object] = {"ok": False, "code": error.code, "message": said(str(error))}
    if isinstance(error, MissingChunksError):
        answer["missing"] = list(error.missing)
    headers = {"Retry-After": "30"} if error.status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse(answer, status_code=error.status, headers=headers)


def capture_of(request: Request) -> UUID:
    """The id that the device made; only random ones, so that none can tell a time or an order."""
    capture: UUID = request.path_params["capture"]
    if capture.version != 4:  # noqa: PLR2004 - the number of the random kind of UUID
        raise InvalidInputError("This id is not a random one.", code="bad_id")
    return capture


async def body_of(request: Request, most: int) -> bytes:
    """The whole body, read no further than `most` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise InvalidInputError("This is too large to send at once.", code="too_large")
    return bytes(body)


async def checked_chunk(request: Request) -> tuple[int, bytes]:
    """The chunk's number and its bytes, which are those that the device hashed."""
    n: int = request.path_params["n"]
    if n >= MOST_CHUNKS:
        raise InvalidInputError("This recording is too long.", code="too_large")
    data = await body_of(request, MOST_CHUNK_BYTES)
    claimed = request.headers.get("X-Chunk-SHA256", "")
    if not data or hashlib.sha256(data).hexdigest() != claimed:
        raise InvalidInputError("A piece was damaged on its way.", code="damaged_chunk")
    return n, data
