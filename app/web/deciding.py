"""The sponsor's card as a light page that also works without a connection."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.domain.day import MONTHS
from app.domain.decision import COSTS, HELPED, STRENGTHS, VERDICTS, ActionCard, NewDecision, Verdict
from app.domain.way_back import sign_in_for
from app.errors import InvalidInputError, NotSignedInError
from app.web.answers import answering, body_of
from app.web.language import Said, beside, saying
from app.web.light import LightPage
from app.web.served import SCRIPT, Served
from app.web.who import FindVisitor, person_of
from services.backend.visitor import Visitor

MOST_BYTES = 8192
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
"""Under the locked one, which everything else gets, the worker could fetch nothing."""
NO_ANSWER_YET = "The crew has not answered yet"


class Decided(BaseModel):
    """What a phone sends, perhaps from its queue and perhaps twice."""

    id: UUID
    action: UUID
    verdict: Verdict
    reason: str = Field(default="", max_length=600)
    spoken: bool = False
    until: date | None = None
    seen: UUID | None = None


@dataclass(frozen=True)
class Deciding:
    """`origins` are further origins (scheme://host) under which a proxy serves us."""

    visitors: FindVisitor
    page: LightPage
    worker: Served
    origins: frozenset[str] = frozenset()

    @classmethod
    def read(cls, visitors: FindVisitor, assets: Path, origins: frozenset[str]) -> "Deciding":
        page = LightPage.read(assets, "decide.html")
        worker = (assets / "decide-sw.js").read_text(encoding="utf-8")
        named = worker.replace("{{VERSION}}", page.version)
        return cls(visitors, page, Served.of(named, SCRIPT, WORKER_POLICY), origins)

    def routes(self) -> list[Route]:
        return [
            Route("/waiting", self._waiting),
            Route("/decide", self.page.response),
            Route("/decide-sw.js", self.worker.answer),
            Route("/api/decide", answering(self._cards, self.origins), methods=["GET"]),
            Route("/api/decide", answering(self._decide, self.origins), methods=["POST"]),
        ]

    async def _waiting(self, request: Request) -> Response:
        """Where the link in a mail leads: the cards of a sponsor, else the start."""
        try:
            visitor = await person_of(self.visitors, request)
        except NotSignedInError:
            return RedirectResponse(sign_in_for("/waiting"), 303)
        person = await visitor.organisations.me()
        return RedirectResponse("/decide" if person.decides else "/", 303)

    async def _cards(self, request: Request) -> Response:
        """The cards that wait; with `action`, that one, for the tablet with the sponsor there."""
        visitor = await person_of(self.visitors, request)
        if only := request.query_params.get("action"):
            cards = [("", await visitor.loop.decisions.card(_uuid(only)))]
        else:
            cards = await _waiting_for(visitor)
        said = saying(request)
        shown = [
            _shown(card, said, at)
            for at, card in cards
            if card.state in {"proposed", "asked", "deferred"}
        ]
        return JSONResponse({"ok": True, "cards": shown})

    async def _decide(self, request: Request) -> Response:
        said = Decided.model_validate_json(await body_of(request, MOST_BYTES))
        visitor = await person_of(self.visitors, request)
        await visitor.loop.decisions.decide(
            NewDecision(
                id=said.id,
                action_id=said.action,
                verdict=said.verdict,
                reason=said.reason,
                spoken=said.spoken,
                deferred_until=said.until,
                seen=said.seen,
            )
        )
        return JSONResponse({"ok": True})


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise InvalidInputError("There is no such action.") from error


async def _waiting_for(visitor: Visitor) -> list[tuple[str, ActionCard]]:
    """The cards of all their organisations, each with its name for who belongs to several."""
    person = await visitor.organisations.me()
    several = len(person.organisations) > 1
    return [
        (each.name if several else "", card)
        for each in person.organisations
        if "sponsor" in each.roles
        for card in await visitor.loop.decisions.waiting(each.id)
    ]


def _shown(card: ActionCard, said: Said, at: str) -> dict[str, object]:
    """The card in words; nothing in it says who said a line, or when."""
    return {
        "id": str(card.id),
        "topic": f"{at} · {card.topic}" if at else card.topic,
        "change": card.change,
        "so_that": card.so_that,
        "lines": [line.words for line in card.lines],
        "beside": [beside(line.translation, said) for line in card.lines],
        "aloud": card.aloud,
        "facts": _facts(card, said),
        "overdue": card.overdue,
        "earlier": _earlier(card, said),
        "seen": str(card.last.id) if card.last else None,
    }


def _facts(card: ActionCard, said: Said) -> list[str]:
    helps = said("Helps {whom}").format(whom=card.helps) if card.helps else ""
    owner = card.owner_role
    if card.due:
        owner = said("{role}, by {day}").format(role=owner, day=_day(card.due, said))
    crew = said(HELPED.get(card.would_help or "", NO_ANSWER_YET))
    strength, cost = STRENGTHS.get(card.strength, ""), COSTS.get(card.cost_class, "")
    return [fact for fact in (said(strength), said(cost), helps, owner, crew) if fact]


def _earlier(card: ActionCard, said: Said) -> str:
    if card.last is None:
        return ""
    verdict = said(VERDICTS[card.last.verdict])
    if card.last.deferred_until:
        day = _day(card.last.deferred_until, said)
        verdict = said("{verdict} until {day}").format(verdict=verdict, day=day)
    return f"{verdict}: {card.last.reason}"


def _day(day: date, said: Said) -> str:
    return said("{day} {month} {year}").format(
        day=day.day, month=said(MONTHS[day.month - 1]), year=day.year
    )
