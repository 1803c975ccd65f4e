"""The room recorder's addresses: consent as a count, chunks as they come, and the end."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import Recording
from app.errors import ConflictError
from app.web.answers import Handler, answering, body_of, capture_of, checked_chunk, delivered
from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Connection, Project
from services.backend.recordings import Recordings
from services.backend.rooms import Rooms

MOST_JSON_BYTES = 32 * 1024  # five hundred pins fit

RoomsOf = Callable[[Request], Awaitable[Rooms]]


class ConsentAsked(BaseModel):
    """To look only, to ask on every phone, or to tell a show of hands as a count."""

    ask: bool = False
    hands: int | None = Field(default=None, ge=0, le=8)


class RoomWeb:
    """`rooms_of` makes the rooms of the facilitator whose cookie a request carries."""

    def __init__(self, rooms_of: RoomsOf, origins: frozenset[str] = frozenset()) -> None:
        self._rooms_of = rooms_of
        self._origins = origins

    def routes(self) -> list[Route]:
        session = "/api/room/{session:uuid}"
        capture = session + "/{capture:uuid}"
        return [
            Route(session, self._answering(self._consent), methods=["POST"]),
            Route(capture + "/chunks/{n:int}", self._answering(self._chunk), methods=["PUT"]),
            Route(capture + "/finish", self._answering(self._finish), methods=["POST"]),
        ]

    def _answering(self, handler: Handler) -> Handler:
        return answering(handler, self._origins)

    async def _consent(self, request: Request) -> Response:
        asked = ConsentAsked.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        rooms, session = await self._rooms_of(request), session_of(request)
        if asked.hands is not None:
            consent = await rooms.count_hands(session, asked.hands)
        else:
            consent = await (rooms.ask(session) if asked.ask else rooms.consent(session))
        return JSONResponse({"ok": True, **consent.model_dump()})

    async def _chunk(self, request: Request) -> Response:
        n, data = await checked_chunk(request)
        rooms = await self._rooms_of(request)
        sha256 = await rooms.chunk(session_of(request), capture_of(request), n, data)
        return JSONResponse({"ok": True, "n": n, "sha256": sha256})

    async def _finish(self, request: Request) -> Response:
        recording = Recording.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        rooms = await self._rooms_of(request)
        return delivered(await rooms.finish(session_of(request), capture_of(request), recording))


def rooms_of_signed_in(project: Project, cookie: str) -> RoomsOf:
    """The rooms of whom the session cookie stands for.

    Raises ConflictError for nobody: the tablet keeps what it has and tries again after a sign-in.
    """
    browser_sessions = BrowserSessions(project)
    server = Connection(project, as_server=True)

    async def rooms_of(request: Request) -> Rooms:
        signed_in = await browser_sessions.find(request.cookies.get(cookie, ""))
        if signed_in is None:
            raise ConflictError("Sign in again. The recording waits here.", code="signed_out")
        facilitator = Connection(project, signed_in.access_token)
        return Rooms(facilitator, server, Recordings(project))

    return rooms_of


def session_of(request: Request) -> UUID:
    session: UUID = request.path_params["session"]
    return session
