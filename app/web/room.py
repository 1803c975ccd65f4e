"""The room recorder's addresses: consent as a count, chunks as they come, and the end."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import Recording
from app.errors import ConflictError
from app.web.answers import answering, body_of
from app.web.pieces import capture_of, in_pieces
from app.web.who import signed_in_of
from services.backend.connection import Connection, Project
from services.backend.recordings import Recordings
from services.backend.rooms import Rooms

MOST_BYTES = 1024

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
        return [
            Route(session, answering(self._consent, self._origins), methods=["POST"]),
            *in_pieces(session + "/{capture:uuid}", self._piece, self._whole, self._origins),
        ]

    async def _consent(self, request: Request) -> Response:
        asked = ConsentAsked.model_validate_json(await body_of(request, MOST_BYTES))
        rooms, session = await self._rooms_of(request), session_of(request)
        if asked.hands is not None:
            consent = await rooms.count_hands(session, asked.hands)
        else:
            consent = await (rooms.ask(session) if asked.ask else rooms.consent(session))
        return JSONResponse({"ok": True, **consent.model_dump()})

    async def _piece(self, request: Request, n: int, data: bytes) -> str:
        rooms = await self._rooms_of(request)
        return await rooms.chunk(session_of(request), capture_of(request), n, data)

    async def _whole(self, request: Request, details: bytes) -> str:
        recording = Recording.model_validate_json(details)
        rooms = await self._rooms_of(request)
        return await rooms.finish(session_of(request), capture_of(request), recording)


def rooms_of_signed_in(project: Project) -> RoomsOf:
    facilitator_of = signed_in_of(project, _signed_out)
    server = Connection(project, as_server=True)

    async def rooms_of(request: Request) -> Rooms:
        return Rooms(await facilitator_of(request), server, Recordings(project))

    return rooms_of


def _signed_out() -> ConflictError:
    return ConflictError("Sign in again. The recording waits here.", code="signed_out")


def session_of(request: Request) -> UUID:
    session: UUID = request.path_params["session"]
    return session
