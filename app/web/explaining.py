"""A leader's why-note on a theme or on a step as written, as a light page.

Said or typed in half a minute, signed with a role.
"""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.crew import LONGEST_WHY_NOTE
from app.web.answers import answering, body_of
from app.web.light import LightPage
from app.web.who import FindVisitor, person_of

MOST_BYTES = 8192


class Explained(BaseModel):
    """What a phone sends, perhaps twice: the same id is the same note."""

    id: UUID
    role: str = Field(max_length=60)
    words: str = Field(max_length=LONGEST_WHY_NOTE)
    spoken: bool = False


@dataclass(frozen=True)
class Explaining:
    """`origins` are further origins (scheme://host) under which a proxy serves us."""

    visitors: FindVisitor
    page: LightPage
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        api = "/api/why/{about:uuid}"
        return [
            Route("/why/{about:uuid}", self.page.response),
            Route(api, answering(self._subject, self.origins), methods=["GET"]),
            Route(api, answering(self._leave, self.origins), methods=["POST"]),
        ]

    async def _subject(self, request: Request) -> Response:
        visitor = await person_of(self.visitors, request)
        subject = await visitor.loop.why_notes.subject(request.path_params["about"])
        return JSONResponse({"ok": True, **subject.model_dump(mode="json")})

    async def _leave(self, request: Request) -> Response:
        said = Explained.model_validate_json(await body_of(request, MOST_BYTES))
        visitor = await person_of(self.visitors, request)
        await visitor.loop.why_notes.leave(
            request.path_params["about"], said.role, said.words, spoken=said.spoken, note_id=said.id
        )
        return JSONResponse({"ok": True})
