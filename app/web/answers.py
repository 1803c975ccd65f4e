"""How our JSON addresses read a request and answer it; every refusal has one shape."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

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
        except ClientDisconnect:  # a signal that was lost in the middle is no fault of the server
            response = Response(status_code=HTTPStatus.BAD_REQUEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def refusal(error: LeavenError, said: Said = str) -> JSONResponse:
    """The one shape of every refusal: a code for the device, a sentence for the person."""
    answer: dict[str, object] = {"ok": False, "code": error.code, "message": said(str(error))}
    if isinstance(error, MissingChunksError):
        answer["missing"] = list(error.missing)
    headers = {"Retry-After": "30"} if error.status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse(answer, status_code=error.status, headers=headers)


async def body_of(request: Request, most: int) -> bytes:
    """The whole body, read no further than `most` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise InvalidInputError("This is too large to send at once.", code="too_large")
    return bytes(body)
