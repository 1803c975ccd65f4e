"""What is taken along: released words, harmless in a spreadsheet, and no way back to a seat."""

import csv
import io
import json
import tracemalloc
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from app.domain.decision import NewDecision
from app.errors import NotAllowedError
from services.export.written import Row, as_csv, as_json, as_markdown, harmless
from services.print.record import volumes_of
from tests.support.actions import propose, run
from tests.support.works import Works


async def whole(pieces: AsyncIterator[str]) -> str:
    return "".join([piece async for piece in pieces])


async def rows(*given: Row) -> AsyncIterator[Row]:
    for row in given:
        yield row


def line(words: str) -> Row:
    return {
        "kind": "line", "id": str(uuid4()), "session": "s", "topic": "t", "week": "2026-W40",
        "words": words, "language": "en", "lens": "", "themes": [],
    }  # fmt: skip


async def test_an_export_holds_every_released_line_and_no_held_one(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    taken = json.loads(await whole(as_json(administrator.loop.exports.rows(org.id))))
    lines = {row["words"] for row in taken if row["kind"] == "line"}
    released = run(works, "select words from leaven.observations where released_week is not null")
    held = run(works, "select words from leaven.observations where released_week is null")
    assert lines == {words for (words,) in released}
    assert not lines & {words for (words,) in held}
    assert {row["kind"] for row in taken} == {"session", "line"}


async def test_no_export_knows_a_seat_a_receipt_a_recording_or_a_time(works: Works) -> None:
    administrator, action = await works.person("administrator"), propose(works)
    sponsor = await works.person("sponsor")
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="declined", reason="Sold in May.")
    )
    org = await works.organisation(administrator)
    keys = set()
    async for row in administrator.loop.exports.rows(org.id):
        keys |= set(row)
    assert keys == {
        "kind", "id", "topic", "use", "phase", "place", "week", "sponsor", "session", "words",
        "language", "lens", "themes", "change", "so_that", "owner", "due", "strength", "state",
        "lines", "decisions", "did_it_help", "translation", "photo",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["facilitator", "sponsor", "member", "representative"])
async def test_everything_is_taken_out_by_administrators_only(works: Works, role: str) -> None:
    person = await works.person(role)
    org = await works.organisation(person)
    with pytest.raises(NotAllowedError):
        await person.loop.exports.check(org.id)


async def test_a_facilitator_takes_out_an_own_session(works: Works) -> None:
    facilitator = await works.person("facilitator")
    org = await works.organisation(facilitator)
    [(session,)] = run(
        works, "select id from leaven.sessions where topic = 'Loading the late trailer'"
    )
    assert isinstance(session, UUID)
    taken = [row async for row in facilitator.loop.exports.rows(org.id, session)]
    assert sum(row["kind"] == "line" for row in taken) == 6


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49", "-3 degrees", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1", "\ufeff=1"]
)
async def test_a_cell_that_a_spreadsheet_would_compute_is_only_shown(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    written = await whole(as_csv(rows(line(cell))))
    [_, row] = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert row[6].startswith("'")


async def test_words_come_through_csv_whole(works: Works) -> None:
    words = 'He said "two; three",\nand Łódź and Ωμέγα, 100 %, ok'
    written = await whole(as_csv(rows(line(words))))
    [_, row] = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert row[6] == words


async def test_words_make_no_headings_links_or_tags_in_markdown() -> None:
    written = await whole(as_markdown(rows(line("# top <script> [x](y) `z` | a\n> b"))))
    assert "> \\# top \\<script\\> \\[x\\](y) \\`z\\` \\| a \\> b" in written


async def test_a_hundred_thousand_lines_pass_through_without_piling_up() -> None:
    async def many() -> AsyncIterator[Row]:
        for number in range(100_000):
            yield line(f"We warm it up by hand, {number} times.")

    for write in (as_json, as_csv, as_markdown):
        tracemalloc.start()
        size = 0
        async for piece in write(many()):
            size += len(piece)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 3_000_000
        assert most < 500_000


async def test_an_empty_export_is_still_a_whole_file() -> None:
    assert json.loads(await whole(as_json(rows()))) == []


async def test_no_export_holds_a_seat_a_receipt_or_a_sound(works: Works) -> None:
    """Whatever is put beside the lines, in every form that can be taken along."""
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    secrets = beside_the_lines(works)
    exports = administrator.loop.exports
    forms = [
        "".join([piece async for piece in write(exports.rows(org.id))])
        for write in (as_json, as_csv, as_markdown)
    ]
    for _, pdf in [each async for each in volumes_of(exports, org.id, administrator.photos)]:
        reader = PdfReader(io.BytesIO(pdf))
        forms += ["".join(page.extract_text() for page in reader.pages), pdf.decode("latin-1")]
    for form in forms:
        assert not [each for each in secrets if each in form]


def beside_the_lines(works: Works) -> list[str]:
    """A seat, a receipt and a recording at a released session, as they look in any writing."""
    session, line = run(
        works,
        "select session_id::text, id::text from leaven.observations"
        " where released_week is not null order by id limit 1",
    )[0]
    seat, path = str(uuid4()), uuid4().hex
    run(works, "insert into leaven.seats (id, session_id) values (%s, %s)", seat, session)
    secret = f"private.hash('{seat}')"
    run(
        works,
        "insert into private.seat_secrets (secret_hash, seat_id, kind)"
        f" values ({secret}, %s, 'device')",
        seat,
    )
    run(
        works,
        "insert into leaven.receipts (receipt_hash, observation_id) values (decode(%s, 'hex'), %s)",
        *("cd" * 32, line),
    )
    run(
        works,
        "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
        " values (%s, %s, %s, 9, 'audio/webm', 7)",
        *(line, path, "ef" * 32),
    )
    [(hashed,)] = run(works, f"select encode({secret}, 'hex')")
    return [seat, str(hashed), "cd" * 32, path, "ef" * 32, "audio/webm"]
