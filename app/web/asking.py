"""Have others had this? A light page: said or typed, answered by released lines, kept nowhere."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.own_words import LONGEST_QUESTION, Answer
from app.errors import NotAllowedError
from app.web.answers import answering, body_of
from app.web.language import Said, beside, saying
from app.web.light import LightPage
from app.web.who import FindVisitor, visitor_of
from services.backend.visitor import Visitor

MOST_BYTES = 4096


class Asked(BaseModel):
    """In the body and never in the address: what somebody asks is in no access log."""

    question: str = Field(max_length=LONGEST_QUESTION)


@dataclass(frozen=True)
class Asking:
    """For people with an account and for seats. `origins` as for all light pages."""

    visitors: FindVisitor
    page: LightPage
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        return [
            Route("/ask", self.page.response),
            Route("/api/ask", answering(self._ask, self.origins), methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        """An empty question finds nothing, and tells whether one may ask."""
        asked = Asked.model_validate_json(await body_of(request, MOST_BYTES))
        visitor = await visitor_of(self.visitors, request)
        org = await _organisation(visitor)
        question = asked.question.strip()
        found = await visitor.own_words.ask(org, question) if question else []
        said = saying(request)
        return JSONResponse({"ok": True, "lines": [_told(each, said) for each in found]})


async def _organisation(visitor: Visitor) -> UUID | None:
    if not visitor.signed_in:
        await visitor.captures.seat(visitor.seat)
        return None
    here = (await visitor.organisations.me()).here
    if here is None:
        raise NotAllowedError("You belong to no organisation yet. Ask for an invitation.")
    return here.id


def _told(answer: Answer, said: Said) -> dict[str, object]:
    return {
        "words": answer.words,
        "beside": beside(answer.translation, said),
        "where": answer.place or answer.kind or "",
        "month": answer.month,
        "themes": [each.title for each in answer.themes],
    }
