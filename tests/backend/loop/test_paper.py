"""Paper: a session's record and look-for cards on A4 and A3, and everything in volumes."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from multiprocessing import active_children
from multiprocessing.connection import wait
from typing import Literal
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from app.domain.look_for import LookForCard, Quote
from services.backend.exports import BATCH, Exports
from services.backend.photos import Photos
from services.export.written import Row
from services.print.card import card_pdf
from services.print.record import as_zip, record_pdf, volumes_of
from tests.support.actions import run
from tests.support.works import Works

PATIENCE_SECONDS = 90  # they let everybody else pass
WIDTHS = {"a4": 595, "a3": 842}


async def rows(*given: Row) -> AsyncIterator[Row]:
    for row in given:
        yield row


def line(words: str) -> Row:
    return {"kind": "line", "words": words, "lens": "", "themes": []}


def session_row(topic: str) -> Row:
    return {"kind": "session", "topic": topic, "place": "Mill", "week": "2026-W40"}


async def exports_of(works: Works) -> tuple[Exports, Photos, UUID]:
    administrator = await works.person("administrator")
    org = (await works.organisation(administrator)).id
    return administrator.loop.exports, administrator.photos, org


async def test_a_record_is_printed_with_every_letter_embedded(works: Works) -> None:
    facilitator = await works.person("facilitator")
    org = await works.organisation(facilitator)
    [(session,)] = run(
        works, "select id from leaven.sessions where topic = 'Loading the late trailer'"
    )
    assert isinstance(session, UUID)
    reader = PdfReader(io.BytesIO(await record_pdf(facilitator.loop.exports.rows(org.id, session))))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Loading the late trailer" in text
    assert "tail lift" in text
    assert reader.metadata is not None
    assert "1970" in str(reader.metadata.get("/CreationDate", "1970"))


def test_a_card_is_one_page_with_its_quotes_and_a_code() -> None:
    card = LookForCard(
        id=uuid4(),
        topic="Anlauf am Montag: Łódź, Ωμέγα, Київ",
        saw="Die Maschine läuft zehn Minuten leer, sonst fällt die Ecke. Żółć.",
        look_for="Wer wärmt vor?",
        changed="Zehn Minuten stehen im Blatt.",
        quotes=(Quote(line_id=uuid4(), words="Сначала греем."),),
    )
    for paper, width in (("a4", 595), ("a3", 842)):
        reader = PdfReader(io.BytesIO(card_pdf(card, "https://leaven.example/cards/1", paper)))  # type: ignore[arg-type]
        assert len(reader.pages) == 1
        assert round(float(reader.pages[0].mediabox.width)) == width
        text = reader.pages[0].extract_text()
        assert "Łódź" in text
        assert "Сначала греем." in text
        assert len(reader.pages[0].images) == 1


async def test_everything_on_paper_has_each_session_on_a_page_of_its_own(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    exports = administrator.loop.exports
    [(name, pdf)] = [each async for each in volumes_of(exports, org.id, administrator.photos)]
    reader = PdfReader(io.BytesIO(pdf))
    topics = [row["topic"] async for row in exports.of_kind("sessions", org.id)]
    assert name == f"sessions 1 to {len(topics)}"
    assert [each["/Title"] for each in reader.outline] == topics  # type: ignore[call-overload,index]
    text = [page.extract_text() for page in reader.pages]
    for topic in topics:
        assert any(page.startswith(topic) for page in text)


async def test_all_records_together_are_a_sound_zip() -> None:
    async def records() -> AsyncIterator[tuple[str, bytes]]:
        for topic in ("../up", "Night / day", ""):
            yield topic, await record_pdf(rows(line("x")))

    packed = b"".join([piece async for piece in as_zip(records())])
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert archive.testzip() is None
    assert archive.namelist() == ["0001 up.pdf", "0002 Night  day.pdf", "0003 session.pdf"]


@pytest.mark.parametrize("paper", ["a4", "a3"])
async def test_a_record_is_printed_for_the_table_and_for_the_wall(
    paper: Literal["a4", "a3"],
) -> None:
    words = "We warm it up by hand before the first layer, or it drops a corner. " * 4
    pdf = await record_pdf(rows(session_row("Infeed 2"), line(words)), paper)
    [page] = PdfReader(io.BytesIO(pdf)).pages
    assert round(float(page.mediabox.width)) == WIDTHS[paper]
    sizes: set[float] = set()
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(round(size)))
    assert max(sizes) == {"a4": 22, "a3": 32}[paper]


@pytest.mark.parametrize(
    "words",
    [
        "Donaudampfschifffahrtsgesellschaftskapitän" * 9,
        "one\ntwo " * 40,
        "a " * 400,
        "",
    ],
)
async def test_a_word_longer_than_a_line_is_cut_and_none_is_lost(words: str) -> None:
    reader = PdfReader(io.BytesIO(await record_pdf(rows(session_row("t"), line(words)))))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert "".join(words.split()) in text


async def test_a_crews_weeks_are_on_paper_as_they_are_in_the_tables(works: Works) -> None:
    exports, _, org = await exports_of(works)
    [(session,)] = run(
        works,
        "update leaven.sessions set released_week = null where topic = 'New scanners in the yard'"
        " returning id",
    )
    run(works, "insert into leaven.week_voices values (%s, '2026-W45', 4)", session)
    [weeks] = [row async for row in exports.of_kind("sessions", org) if row["id"] == str(session)]
    assert weeks["week"] == "2026-W45"
    printed = [record for batch in [b async for b in exports.records(org)] for record in batch]
    in_tables = [row["words"] async for row in exports.of_kind("lines", org)]
    on_paper = [row["words"] for record in printed for row in record if row["kind"] == "line"]
    assert sorted(on_paper) == sorted(in_tables)


async def test_many_sessions_are_read_in_batches_and_none_is_missing(works: Works) -> None:
    exports, photos, org = await exports_of(works)
    run(
        works,
        "insert into leaven.sessions (id, org_id, site_id, topic, use, phase, promise_shown,"
        " released_week, released_voices) select gen_random_uuid(), s.org_id, s.site_id,"
        " 'Topic ' || n, 'work', 'closed', true, '2026-W40', 5"
        " from (select org_id, site_id from leaven.sessions limit 1) s, generate_series(1, 120) n",
    )
    batches = [len(batch) async for batch in exports.records(org)]
    whole = [row["topic"] async for row in exports.of_kind("sessions", org)]
    assert batches == [BATCH, BATCH, len(whole) - 2 * BATCH]
    volumes = [each async for each in volumes_of(exports, org, photos, most=BATCH)]
    assert [name for name, _ in volumes] == [
        "sessions 1 to 50",
        "sessions 51 to 100",
        f"sessions 101 to {len(whole)}",
    ]
    outlined = [
        each["/Title"]  # type: ignore[call-overload,index]
        for _, pdf in volumes
        for each in PdfReader(io.BytesIO(pdf)).outline
    ]
    assert outlined == whole


async def test_who_goes_away_in_the_middle_leaves_nothing_running(works: Works) -> None:
    exports, photos, org = await exports_of(works)
    volumes = volumes_of(exports, org, photos, most=1)
    before = set(active_children())
    async for _ in volumes:
        break
    [press] = set(active_children()) - before
    await volumes.aclose()  # type: ignore[attr-defined]
    assert await asyncio.to_thread(wait, [press.sentinel], PATIENCE_SECONDS)
