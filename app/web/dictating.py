"""Saying it instead of typing it: pieces of sound in, words out, for people and for seats."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import Recording
from app.errors import ConflictError
from app.web.answers import answering
from app.web.pieces import capture_of, in_pieces
from app.web.who import FindVisitor, visitor_of
from services.backend.dictations import Dictations


@dataclass(frozen=True)
class Dictating:
    """`origins` are further origins (scheme://host) under which a proxy serves us."""

    visitors: FindVisitor
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        one = "/api/dictation/{capture:uuid}"
        return [
            *in_pieces(one, self._piece, self._whole, self.origins),
            Route(one, answering(self._look, self.origins), methods=["GET"]),
            Route(one, answering(self._forget, self.origins), methods=["DELETE"]),
        ]

    async def _dictations(self, request: Request) -> Dictations:
        """Who is signed out keeps the sound on the phone and may send it later."""
        visitor = await visitor_of(self.visitors, request)
        if not visitor.signed_in and visitor.seat_secret is None:
            raise ConflictError("Sign in again. The recording waits here.", code="signed_out")
        return visitor.loop.dictations

    async def _piece(self, request: Request, n: int, data: bytes) -> str:
        dictations = await self._dictations(request)
        return await dictations.piece(capture_of(request), n, data)

    async def _whole(self, request: Request, details: bytes) -> str:
        recording = Recording.model_validate_json(details)
        dictations = await self._dictations(request)
        return await dictations.whole(capture_of(request), recording)

    async def _look(self, request: Request) -> Response:
        heard = await (await self._dictations(request)).look(capture_of(request))
        return JSONResponse({"ok": True, **heard.model_dump()})

    async def _forget(self, request: Request) -> Response:
        await (await self._dictations(request)).forget(capture_of(request))
        return JSONResponse({"ok": True})
