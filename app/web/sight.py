"""Addresses of the photos that a session's guide takes: chunks as they come, and the end."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import Photo
from app.errors import ConflictError
from app.web.answers import Handler, answering, body_of, capture_of, checked_chunk, delivered
from app.web.room import session_of
from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Connection, Project
from services.backend.sights import Sights

MOST_JSON_BYTES = 16 * 1024

SightsOf = Callable[[Request], Awaitable[Sights]]


class SightWeb:
    """`sights_of` makes the photos' way of the facilitator whose cookie a request carries."""

    def __init__(self, sights_of: SightsOf, origins: frozenset[str] = frozenset()) -> None:
        self._sights_of = sights_of
        self._origins = origins

    def routes(self) -> list[Route]:
        capture = "/api/sight/{session:uuid}/{capture:uuid}"
        return [
            Route(capture + "/chunks/{n:int}", self._answering(self._chunk), methods=["PUT"]),
            Route(capture + "/finish", self._answering(self._finish), methods=["POST"]),
        ]

    def _answering(self, handler: Handler) -> Handler:
        return answering(handler, self._origins)

    async def _chunk(self, request: Request) -> Response:
        n, data = await checked_chunk(request)
        sights = await self._sights_of(request)
        sha256 = await sights.chunk(session_of(request), capture_of(request), n, data)
        return JSONResponse({"ok": True, "n": n, "sha256": sha256})

    async def _finish(self, request: Request) -> Response:
        photo = Photo.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        sights = await self._sights_of(request)
        return delivered(await sights.finish(session_of(request), capture_of(request), photo))


def sights_of_signed_in(project: Project, cookie: str) -> SightsOf:
    """Of whom the session cookie stands for; ConflictError for nobody: the photo waits."""
    browser_sessions = BrowserSessions(project)
    server = Connection(project, as_server=True)

    async def sights_of(request: Request) -> Sights:
        signed_in = await browser_sessions.find(request.cookies.get(cookie, ""))
        if signed_in is None:
            raise ConflictError("Sign in again. The photo waits here.", code="signed_out")
        return Sights(Connection(project, signed_in.access_token), server)

    return sights_of
