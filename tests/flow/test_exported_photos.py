"""Released photos go along with their lines: printed, and as files beside the texts."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from pypdf import PdfReader

from app.errors import NotFoundError
from services.backend.visitor import Visitor
from services.export.pictures import pictured, with_photos
from services.export.written import Row
from services.print.record import record_pdf, volumes_of
from services.print.sheet import Paper
from tests.flow.conftest import Crew
from tests.support.camera import opened, photo

SHOWS = "The guard of infeed 2, tied open with a strap"


@pytest.fixture
async def photographed(spoken: Crew) -> Crew:
    """A released story of four lines, one of which has a photo."""
    await spoken.works.photograph(spoken.seats[0], SHOWS)
    await spoken.to("improve")
    await spoken.release()
    return spoken


async def org_of(crew: Crew) -> UUID:
    return (await crew.works.organisation(crew.guide)).id


async def zipped(crew: Crew, who: Visitor, session: UUID | None) -> zipfile.ZipFile:
    org = await org_of(crew)

    def rows() -> AsyncIterator[Row]:
        return who.loop.exports.rows(org, session)

    packed = b"".join([piece async for piece in with_photos(rows, who.photos)])
    return zipfile.ZipFile(io.BytesIO(packed))


async def test_a_zip_has_each_photo_where_the_texts_say(photographed: Crew) -> None:
    archive = await zipped(photographed, photographed.guide, photographed.session_id)
    assert archive.testzip() is None
    line = await photographed.line(SHOWS)
    name = f"photos/{line}.jpg"
    assert archive.namelist() == ["leaven.md", "leaven.csv", "leaven.json", name]
    assert archive.read(name) == await photographed.guide.photos.of(line, large=True)
    rows = json.loads(archive.read("leaven.json"))
    assert {row["words"] for row in rows if row.get("photo") == name} == {SHOWS}
    assert name in archive.read("leaven.csv").decode()
    assert name in archive.read("leaven.md").decode()
    assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


async def test_an_administrator_takes_everybodys_along(photographed: Crew) -> None:
    administrator = await photographed.works.person("administrator")
    archive = await zipped(photographed, administrator, None)
    assert sum(name.startswith("photos/") for name in archive.namelist()) == 1
    volumes = volumes_of(
        administrator.loop.exports, await org_of(photographed), administrator.photos
    )
    [(_, pdf)] = [each async for each in volumes]
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("paper", ["a4", "a3"])
async def test_a_printed_record_shows_the_photo_under_its_words(
    photographed: Crew, paper: Paper
) -> None:
    guide = photographed.guide
    rows = guide.loop.exports.rows(await org_of(photographed), photographed.session_id)
    pages = PdfReader(io.BytesIO(await record_pdf(pictured(rows, guide.photos), paper))).pages
    [picture] = [image for page in pages for image in page.images]
    small = await guide.photos.of(await photographed.line(SHOWS))
    assert opened(picture.data).size == opened(small).size
    assert SHOWS in "".join(page.extract_text() for page in pages)


async def test_a_photo_that_was_taken_off_goes_nowhere(photographed: Crew) -> None:
    line = await photographed.line(SHOWS)
    await photographed.guide.photos.take_off(line)
    archive = await zipped(photographed, photographed.guide, photographed.session_id)
    assert not [name for name in archive.namelist() if name.startswith("photos/")]
    assert SHOWS in archive.read("leaven.md").decode()


async def test_one_that_is_withdrawn_while_the_file_is_written_is_left_out(
    photographed: Crew,
) -> None:
    guide = photographed.guide
    rows = guide.loop.exports.rows(await org_of(photographed), photographed.session_id)
    read = [row async for row in rows]
    line = await photographed.line(SHOWS)
    await photographed.tables.execute("delete from leaven.observations where id = %s", (line,))
    with pytest.raises(NotFoundError):
        await guide.photos.of(line)

    async def again() -> AsyncIterator[Row]:
        for row in read:
            yield row

    assert not [row async for row in pictured(again(), guide.photos) if "picture" in row]


async def test_a_held_photo_is_in_no_export(spoken: Crew) -> None:
    await spoken.works.photograph(spoken.seats[0], SHOWS)
    archive = await zipped(spoken, spoken.guide, spoken.session_id)
    assert archive.namelist() == ["leaven.md", "leaven.csv", "leaven.json"]
    assert SHOWS not in archive.read("leaven.md").decode()


async def test_many_photos_break_a_page_and_each_is_whole() -> None:
    async def rows() -> AsyncIterator[Row]:
        for number in range(9):
            row = {"kind": "line", "words": f"Place {number}", "lens": "", "themes": []}
            yield {**row, "picture": photo((400 + number, 300))}

    pages = PdfReader(io.BytesIO(await record_pdf(rows()))).pages
    assert len(pages) > 1
    assert sum(len(page.images) for page in pages) == 9
