"""What a signed-in person takes along: exports that stream, and cards to print."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.domain.look_for import LookForCard
from app.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.web.answers import answering
from app.web.language import beside, saying
from app.web.light import LightPage
from app.web.who import FindVisitor, person_of, sign_in_first, visitor_of
from services.backend.visitor import Visitor
from services.export.pictures import pictured, with_photos
from services.export.trusted import trust_markdown
from services.export.written import Row, as_csv, as_json, as_markdown
from services.print.card import card_pdf
from services.print.record import as_zip, record_pdf, volumes_of
from services.print.sheet import Paper

NOBODY_ELSE: frozenset[str] = frozenset()
TEXTS = {
    "json": (as_json, "application/json"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "md": (as_markdown, "text/markdown; charset=utf-8"),
}
PAPERS: dict[str, Paper] = {"a4": "a4", "a3": "a3"}


@dataclass(frozen=True)
class Downloads:
    """`address`: where browsers find Leaven; a printed code leads there."""

    visitors: FindVisitor
    address: str
    aloud: LightPage

    def routes(self) -> list[Route]:
        record = answering(self._record, NOBODY_ELSE)
        return [
            Route("/export/{org:uuid}.{kind:str}", answering(self._export, NOBODY_ELSE)),
            Route("/sessions/{session:uuid}/record.{kind:str}", record),
            Route("/cards/{card:uuid}.pdf", answering(self._card, NOBODY_ELSE)),
            Route("/trust/{org:uuid}.md", answering(self._trust, NOBODY_ELSE)),
            Route("/aloud/{card:uuid}", self.aloud.response),
            Route("/api/cards/{card:uuid}", answering(self._card_words, NOBODY_ELSE)),
        ]

    async def _export(self, request: Request) -> Response:
        visitor = await person_of(self.visitors, request)
        exports = visitor.loop.exports
        org: UUID = request.path_params["org"]
        session = _session(request)
        kind = _kind(request)
        await exports.check(org, session)
        if kind == "pdf" and not session:
            volumes = volumes_of(exports, org, visitor.photos)
            return _file(as_zip(volumes), "leaven.zip", "application/zip")
        return await _taken(visitor, org, session, kind, paper_of(request))

    async def _record(self, request: Request) -> Response:
        """A facilitator's own session, whichever organisation it is of."""
        visitor = await person_of(self.visitors, request)
        session: UUID = request.path_params["session"]
        kind = _kind(request)
        await visitor.loop.cards.of_session(session)  # refuses who does not guide it
        for organisation in (await visitor.organisations.me()).organisations:
            try:
                await visitor.loop.exports.check(organisation.id, session)
            except NotAllowedError:
                continue
            return await _taken(visitor, organisation.id, session, kind, paper_of(request))
        raise NotFoundError("There is no such session, or it is not yours.")

    async def _trust(self, request: Request) -> Response:
        """What is kept, for everybody in the organisation; that it was opened is noted."""
        visitor = await person_of(self.visitors, request)
        written = trust_markdown(await visitor.loop.trust.page(request.path_params["org"]))
        return _file(_once(written.encode()), "leaven-trust.md", "text/markdown; charset=utf-8")

    async def _card_words(self, request: Request) -> Response:
        """A card for the page that reads it aloud: to a member, or to a crew at its table."""
        card, back = await self._readable(request)
        words = card.model_dump(mode="json", include={"topic", "saw", "look_for", "changed"})
        said = saying(request)
        quotes = {
            "quotes": [quote.words for quote in card.quotes],
            "beside": [beside(quote.translation, said) for quote in card.quotes],
        }
        more = {"aloud": card.aloud, "seconds": card.seconds, "back": back}
        return JSONResponse({"ok": True, **words, **quotes, **more})

    async def _readable(self, request: Request) -> tuple[LookForCard, str]:
        """The card, and the address of the screen that shows it to this reader."""
        wanted: UUID = request.path_params["card"]
        visitor = await visitor_of(self.visitors, request)
        if visitor.signed_in:
            return await visitor.loop.cards.page(wanted), f"/cards/{wanted}"
        if visitor.seat_secret is None:
            raise sign_in_first()
        for card in await visitor.loop.seat_cards.shared(visitor.seat_secret):
            if card.id == wanted:
                return card, f"/look-for/{wanted}"
        raise NotFoundError("There is no such card.")

    async def _card(self, request: Request) -> Response:
        visitor = await person_of(self.visitors, request)
        card = await visitor.loop.cards.page(request.path_params["card"])
        address = f"{self.address}/cards/{card.id}"
        pdf = await asyncio.to_thread(card_pdf, card, address, paper_of(request))
        return _file(_once(pdf), "look-for.pdf", "application/pdf")


async def _taken(
    visitor: Visitor, org: UUID, session: UUID | None, kind: str, paper: Paper
) -> Response:
    """Texts name the photos, the ZIP has them beside the texts, the printed record shows them."""

    def rows() -> AsyncIterator[Row]:
        return visitor.loop.exports.rows(org, session)

    if kind in TEXTS:
        write, media = TEXTS[kind]
        return _file(write(rows()), f"leaven.{kind}", media)
    if kind == "zip":
        packed = with_photos(rows, visitor.photos)
        return _file(packed, "leaven-photos.zip", "application/zip")
    pdf = await record_pdf(pictured(rows(), visitor.photos), paper)
    return _file(_once(pdf), "leaven.pdf", "application/pdf")


def _kind(request: Request) -> str:
    kind: str = request.path_params["kind"]
    if kind not in {*TEXTS, "zip", "pdf"}:
        raise InvalidInputError("Choose Markdown, CSV, JSON, ZIP or PDF.")
    return kind


def paper_of(request: Request) -> Paper:
    return PAPERS.get(request.query_params.get("paper", "a4"), "a4")


def _session(request: Request) -> UUID | None:
    asked = request.query_params.get("session")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise InvalidInputError("There is no such session.") from error


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _file(
    pieces: AsyncIterator[str] | AsyncIterator[bytes], name: str, media_type: str
) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
