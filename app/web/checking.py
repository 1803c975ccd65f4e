"""Before a change, on paper: what the screen showed, as a sheet to take into the meeting."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.change import AskedChange, Standing, Touched, TouchedTheme
from app.domain.day import MONTHS
from app.domain.own_words import Answer, SearchFilters
from app.domain.session import USES
from app.web.answers import answering
from app.web.downloads import NOBODY_ELSE, paper_of
from app.web.language import Said, beside, saying
from app.web.who import FindVisitor, person_of
from services.print.change import ChangeSheet, Entry, Part, change_pdf


@dataclass(frozen=True)
class Checking:
    """The change comes sealed: an address stands in logs and histories, and says nothing of it."""

    visitors: FindVisitor

    def routes(self) -> list[Route]:
        return [Route("/change/sheet.pdf", answering(self._sheet, NOBODY_ELSE))]

    async def _sheet(self, request: Request) -> Response:
        visitor = await person_of(self.visitors, request)
        asked = visitor.changes.opened(request.query_params.get("of", ""))
        touched = await visitor.changes.touches(asked.org_id, asked.change, **asked.filters)
        filters = await visitor.own_words.filters(asked.org_id)
        sheet = sheet_of(asked, touched, filters, saying(request))
        pdf = await asyncio.to_thread(change_pdf, sheet, paper_of(request))
        headers = {"Content-Disposition": 'attachment; filename="before-a-change.pdf"'}
        return Response(pdf, media_type="application/pdf", headers=headers)


def sheet_of(
    asked: AskedChange, touched: Touched, filters: SearchFilters, said: Said
) -> ChangeSheet:
    """The three lists in the reader's language; what it is narrowed to stands above them."""
    none = said("None that a team has let go of.")
    narrowed = " · ".join(_narrowed(asked.filters, filters, said))
    lead = [said("A list to take to those who do the work. It approves nothing.")]
    if touched.nothing:
        lead.append(
            said(
                "Nobody has told of it yet: that does not say that it touches nothing. Go and ask."
            )
        )
    return ChangeSheet(
        title=said("Before a change"),
        change=asked.change,
        lead=[*lead, *([narrowed] if narrowed else [])],
        parts=(
            Part(
                said("What people do to make it work"),
                said("What will it take away that helps today?"),
                [_standing(each, said) for each in touched.practices],
                none,
            ),
            Part(said("Themes"), "", [_theme(each, said) for each in touched.themes], none),
            Part(
                said("What rests on someone's skill"),
                said("Will that skill still be there, and still fit?"),
                [_standing(each, said) for each in touched.defences],
                none,
            ),
        ),
        answer=said("What those who do the work say"),
    )


def _standing(found: Standing, said: Said) -> Entry:
    where = " · ".join([found.place or said("Another place"), found.topic])
    under = [
        said("Protects: {what}").format(what=found.protects) if found.protects else "",
        said("As written: {step}").format(step=found.step) if found.step else "",
        f"{where}. {_why(found, said)}",
    ]
    quoted = None if found.shared else found.said
    return _entry(found.words, under, quoted, said)


def _why(found: Standing, said: Said) -> str:
    if found.shared:
        return said("Shown because it says: {words}").format(words=", ".join(found.shared))
    if found.said:
        return said("Shown because of a line from the same job")
    return said("Shown because it is close in meaning")


def _theme(found: TouchedTheme, said: Said) -> Entry:
    where = found.said.place or found.said.kind or said("Another place")
    why = said("Shown because of this line")
    under = f"{where} · {_month(found.said.month, said)}. {why}"
    return _entry(found.theme.title, [under], found.said, said)


def _entry(words: str, under: Sequence[str], quoted: Answer | None, said: Said) -> Entry:
    kept = [each for each in under if each]
    if quoted is None:
        return Entry(words, kept)
    return Entry(words, kept, quoted.words, beside(quoted.translation, said))


def _narrowed(chosen: dict[str, str], filters: SearchFilters, said: Said) -> list[str]:
    areas = {str(each.id): each.name for each in filters.areas}
    return [
        *([chosen["kind"]] if "kind" in chosen else []),
        *([areas.get(chosen["area_id"], "")] if "area_id" in chosen else []),
        *[said(name) for use, name in USES.items() if use == chosen.get("use")],
        *([_month(chosen["month"], said)] if "month" in chosen else []),
    ]


def _month(month: str, said: Said) -> str:
    year, _, number = month.partition("-")
    return f"{said(MONTHS[int(number) - 1])} {year}"
