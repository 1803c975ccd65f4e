"""Saying it instead of typing it: pieces of sound in, words out, for people and for seats."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import Recording
from app.errors import ConflictError
from app.web.answers import answering, body_of, capture_of, checked_chunk, delivered
from app.web.capture import SEAT_COOKIE
from app.web.doors import SESSION_COOKIE
from app.web.downloads import FindVisitor
from services.backend.dictations import Dictations

MOST_JSON_BYTES = 4096


@dataclass(frozen=True)
class Dictating:
    """`origins` are further origins (scheme://host) under which a proxy serves us."""

    visitors: FindVisitor
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        one = "/api/dictation/{capture:uuid}"
        return [
            Route(one + "/chunks/{n:int}", answering(self._piece, self.origins), methods=["PUT"]),
            Route(one + "/finish", answering(self._whole, self.origins), methods=["POST"]),
            Route(one, answering(self._look, self.origins), methods=["GET"]),
            Route(one, answering(self._forget, self.origins), methods=["DELETE"]),
        ]

    async def _dictations(self, request: Request) -> Dictations:
        """Who is signed out keeps the sound on the phone and may send it later."""
        visitor = await self.visitors.with_cookies(
            request.cookies.get(SESSION_COOKIE), request.cookies.get(SEAT_COOKIE)
        )
        if not visitor.signed_in and visitor.seat_secret is None:
            raise ConflictError("Sign in again. The recording waits here.", code="signed_out")
        return visitor.loop.dictations

    async def _piece(self, request: Request) -> Response:
        n, data = await checked_chunk(request)
        dictations = await self._dictations(request)
        sha256 = await dictations.piece(capture_of(request), n, data)
        return JSONResponse({"ok": True, "n": n, "sha256": sha256})

    async def _whole(self, request: Request) -> Response:
        recording = Recording.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        dictations = await self._dictations(request)
        return delivered(await dictations.whole(capture_of(request), recording))

    async def _look(self, request: Request) -> Response:
        heard = await (await self._dictations(request)).look(capture_of(request))
        return JSONResponse({"ok": True, **heard.model_dump()})

    async def _forget(self, request: Request) -> Response:
        await (await self._dictations(request)).forget(capture_of(request))
        return JSONResponse({"ok": True})
