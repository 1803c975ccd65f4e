"""A crew's tablet takes its card: out of the address, into a cookie that scripts cannot read."""

from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.web.answers import answering, body_of
from app.web.cookies import WALL_COOKIE, keep_cookie

MOST_BYTES = 1024


class CardShown(BaseModel):
    card: str = Field(pattern=r"^[A-Za-z0-9_-]{27,64}$")


@dataclass(frozen=True)
class WallWeb:
    """`origins` are further origins (scheme://host) under which a proxy serves us."""

    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        return [Route("/api/wall", answering(self._take, self.origins), methods=["POST"])]

    async def _take(self, request: Request) -> Response:
        """Whether the card is a good one the database says each time; a new one ends the old."""
        shown = CardShown.model_validate_json(await body_of(request, MOST_BYTES))
        response = JSONResponse({"ok": True})
        keep_cookie(response, request, WALL_COOKIE, shown.card, days=365)
        return response
