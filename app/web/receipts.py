"""The receipt as a light page: four words, and what became of the line. No account, no cookie."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.decision import HELPED, STATES
from app.domain.receipt import Followed, LedTo
from app.web.answers import answering, body_of
from app.web.language import Said, saying
from app.web.light import LightPage
from app.web.whereabouts import caller_of
from services.backend.receipts import Receipts

MOST_BYTES = 4096


class Asked(BaseModel):
    words: str = Field(max_length=200)
    addition: UUID = Field(default_factory=uuid4)
    said: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class ReceiptsWeb:
    """`address_key` keys the hash under which tries from one network address are counted."""

    receipts: Receipts
    page: LightPage
    address_key: bytes
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        own = "/api/receipt/"
        return [
            Route("/receipt", self.page.response),
            Route(own + "open", answering(self._open, self.origins), methods=["POST"]),
            Route(own + "add", answering(self._add, self.origins), methods=["POST"]),
            Route(own + "withdraw", answering(self._withdraw, self.origins), methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        asked = await _asked(request)
        followed = await self.receipts.open(asked.words, caller_of(request, self.address_key))
        return JSONResponse({"ok": True, **shown(followed, saying(request))})

    async def _add(self, request: Request) -> Response:
        asked = await _asked(request)
        await self.receipts.add(
            asked.words, asked.addition, asked.said, caller_of(request, self.address_key)
        )
        return JSONResponse({"ok": True})

    async def _withdraw(self, request: Request) -> Response:
        asked = await _asked(request)
        gone = await self.receipts.withdraw(asked.words, caller_of(request, self.address_key))
        return JSONResponse({"ok": True, "gone": gone})


async def _asked(request: Request) -> Asked:
    return Asked.model_validate_json(await body_of(request, MOST_BYTES))


def shown(followed: Followed, said: Said = str) -> dict[str, object]:
    """What became of a line, in words that the page only sets."""
    return {
        "state": followed.state,
        "said": _said(followed, said),
        "actions": [_action(action, said) for action in followed.actions],
        "notes": [{"role": note.role, "words": note.words} for note in followed.why_notes],
    }


def _said(followed: Followed, said: Said) -> str:
    if followed.withdrawing:
        return said("It goes tonight, from every page.")
    if followed.unanswered_too_long:
        return said("Nobody has answered this for two weeks. That is shown to those who decide.")
    if followed.themes:
        themes = "; ".join(followed.themes)
        return said("Others said something like it: {themes}").format(themes=themes)
    return said("It is with your team.")


def _action(action: LedTo, said: Said) -> dict[str, str]:
    return {
        "change": action.change,
        "state": said(STATES.get(action.state, "")),
        "reason": action.last.reason if action.last else "",
        "note": action.owner_note,
        "helped": said(HELPED.get(action.did_it_help or "", "")),
    }
