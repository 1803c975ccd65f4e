"""Before a change, on paper: what the screen showed, with room to write, kept nowhere."""

import io
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import flet as ft
import httpx
import pytest
from pypdf import PdfReader
from starlette.applications import Starlette

from app.domain.change import AskedChange, Touched
from app.domain.own_words import SearchFilters
from app.web.checking import sheet_of
from app.web.loop import loop_routes
from services.backend.sealed import box_for
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from services.print.change import change_pdf
from services.print.sheet import Paper
from tests.database.test_dump import dumped
from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works
from views.words import LANGUAGES
from views.words.refusals import told_in

ASSETS = Path(__file__).parents[2] / "assets"
ODD = "quokkazebra"
ROSTER = f"From May one person alone changes the infeed belt at night, {ODD}"
WEDGE = "Wedging the guard with a block from the locker"
SKILL = "Hearing the loose roller before it catches the belt"
WIDTHS = {"a4": 595, "a3": 842}


@pytest.fixture
async def guide(works: Works) -> Visitor:
    facilitator = await works.person("facilitator")
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str((await works.organisation(facilitator)).id))
    return facilitator


@pytest.fixture
async def web(works: Works) -> AsyncIterator[httpx.AsyncClient]:
    routes = loop_routes(works.visitors, works.project, ASSETS, "http://test", frozenset())
    app = Starlette(routes=routes)
    app.state.languages = (tuple(LANGUAGES), told_in)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def asked_by(works: Works, guide: Visitor, **filters: str) -> str:
    org = (await works.organisation(guide)).id
    return guide.changes.sealed(AskedChange(org_id=org, change=ROSTER, filters=filters))


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_the_sheet_shows_what_the_screen_shows_with_its_reasons(
    web: httpx.AsyncClient, works: Works, guide: Visitor
) -> None:
    web.cookies.set("leaven_session", works.cookies["facilitator"])
    sealed = await asked_by(works, guide)
    for paper, width in WIDTHS.items():
        answer = await web.get("/change/sheet.pdf", params={"of": sealed, "paper": paper})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert round(float(pages[0].mediabox.width)) == width
        text = text_of(answer.content)
        for words in (
            *(ODD, WEDGE, SKILL, "A two-person job on a one-person roster"),
            *("Protects: both hands", "As written: The second person", "Shown because"),
            *("It approves nothing", "What those who do the work say"),
        ):
            assert words in text, words


async def test_it_is_in_the_readers_language_and_says_how_it_was_narrowed(
    web: httpx.AsyncClient, works: Works, guide: Visitor
) -> None:
    web.cookies.set("leaven_session", works.cookies["facilitator"])
    web.cookies.set("leaven_language", "de")
    sealed = await asked_by(works, guide, use="event")
    text = text_of((await web.get("/change/sheet.pdf", params={"of": sealed})).content)
    assert told_in("de", "Something that happened") in text
    assert told_in("de", "What rests on someone's skill") in text
    assert "nothing" not in text


async def test_the_change_is_in_no_address_and_in_no_table(
    web: httpx.AsyncClient, works: Works, guide: Visitor
) -> None:
    async with shown_to(guide, "/change", PHONE) as phone:
        await phone.until(lambda: "See what it touches" in phone.labels)
        assert "Print on A4" not in phone.labels
        await phone.type_into(phone.on_top(ft.TextField)[0], ROSTER)
        await phone.tap("See what it touches")
        await phone.until(lambda: "Print on A4" in phone.labels)
        await phone.tap("Print on A3")
        [(_, left)] = [each for each in phone.asked if each[0] == "launch_url"]
    address = urlparse(str(left["url"]))
    assert address.path == "/change/sheet.pdf"
    assert parse_qs(address.query)["paper"] == ["a3"]
    assert ODD not in str(left)
    web.cookies.set("leaven_session", works.cookies["facilitator"])
    answer = await web.get(f"{address.path}?{address.query}")
    assert ODD in text_of(answer.content)
    assert not [row for row in dumped(works.dsn) if ODD in row.text]


async def test_others_and_made_up_or_old_addresses_get_no_sheet(
    web: httpx.AsyncClient, works: Works, guide: Visitor
) -> None:
    sealed = await asked_by(works, guide)
    assert (await web.get("/change/sheet.pdf", params={"of": sealed})).status_code == 403
    await works.person("member")
    web.cookies.set("leaven_session", works.cookies["member"])
    assert (await web.get("/change/sheet.pdf", params={"of": sealed})).status_code == 403
    web.cookies.set("leaven_session", works.cookies["facilitator"])
    box, then = box_for("changes", works.project.secret_key), int(time.time()) - 601
    old = box.encrypt_at_time(guide.changes.opened(sealed).model_dump_json().encode(), then)
    for wrong in ("", "x" * 80, sealed[:-4], old.decode()):
        assert (await web.get("/change/sheet.pdf", params={"of": wrong})).status_code == 404
    assert (await web.get("/change/sheet.pdf", params={"of": sealed})).status_code == 200


@pytest.mark.parametrize("paper", ["a4", "a3"])
async def test_an_empty_sheet_does_not_call_the_change_safe(
    works: Works, guide: Visitor, paper: Paper
) -> None:
    org = (await works.organisation(guide)).id
    asked = AskedChange(org_id=org, change=ROSTER)
    sheet = sheet_of(asked, Touched(), SearchFilters(), str)
    text = text_of(change_pdf(sheet, paper))
    assert "does not say that it touches nothing" in text
    assert text.count("What those who do the work say") == 3
