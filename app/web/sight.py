"""Addresses of the photos that a session's guide takes: chunks as they come, and the end."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import Route

from app.domain.capture import Photo
from app.errors import ConflictError
from app.web.pieces import capture_of, in_pieces
from app.web.room import session_of
from app.web.who import signed_in_of
from services.backend.connection import Connection, Project
from services.backend.sights import Sights

SightsOf = Callable[[Request], Awaitable[Sights]]


def sight_routes(sights_of: SightsOf, origins: frozenset[str] = frozenset()) -> list[Route]:
    """`sights_of` makes the photos' way of the facilitator whose cookie a request carries."""

    async def piece(request: Request, n: int, data: bytes) -> str:
        sights = await sights_of(request)
        return await sights.chunk(session_of(request), capture_of(request), n, data)

    async def whole(request: Request, details: bytes) -> str:
        photo = Photo.model_validate_json(details)
        sights = await sights_of(request)
        return await sights.finish(session_of(request), capture_of(request), photo)

    return in_pieces("/api/sight/{session:uuid}/{capture:uuid}", piece, whole, origins)


def sights_of_signed_in(project: Project) -> SightsOf:
    facilitator_of = signed_in_of(project, _signed_out)
    server = Connection(project, as_server=True)

    async def sights_of(request: Request) -> Sights:
        return Sights(await facilitator_of(request), server)

    return sights_of


def _signed_out() -> ConflictError:
    return ConflictError("Sign in again. The photo waits here.", code="signed_out")
