"""A session's record on paper, and everything as a ZIP of such records, written as it is read."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

from typing_extensions import override

from services.backend.exports import Exports
from services.export.written import Row, details_of, words_of
from services.print.sheet import LEAF, QUIET, Sheet

HEADINGS = {"line": "What was said", "action": "Actions", "card": "Look-for cards"}
VOLUME = 50
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a ZIP has to carry times; these say nothing


async def record_pdf(rows: AsyncIterator[Row]) -> bytes:
    """The rows of one session: its topic, its lines, its actions, its cards."""
    sheet = Sheet()
    await _write(sheet, rows)
    return await asyncio.to_thread(sheet.bytes)


async def _write(sheet: Sheet, rows: AsyncIterator[Row]) -> None:
    """One session onto the sheet, from the top of a page on."""
    heading = ""
    async for row in rows:
        kind = row["kind"]
        if kind == "session":
            sheet.begin(row["topic"])
            sheet.paragraph(row["topic"], 22, bold=True)
            sheet.paragraph(f"{row['place']} {row['week']}".strip(), 11, colour=QUIET)
            continue
        if kind != heading:
            heading = kind
            sheet.paragraph(HEADINGS[kind], 14, bold=True, colour=LEAF)
        sheet.paragraph(words_of(row), 11, bold=kind == "action", indent=4)
        if details := details_of(row):
            sheet.paragraph(details, 9, colour=QUIET, indent=8)


async def volumes_of(exports: Exports, org_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """Name and PDF of each volume; nothing is kept of the one before.

    The typeface costs a quarter of a second and 20 kB a file, whatever stands in it: fifty
    sessions share them, each on a page of its own and in the outline.
    """
    sheet, number = Sheet(), 0
    async for session in exports.of_kind("sessions", org_id):
        number += 1
        await _write(sheet, exports.rows(org_id, UUID(session["id"])))
        if number % VOLUME == 0:
            yield (
                f"sessions {number - VOLUME + 1} to {number}",
                await asyncio.to_thread(sheet.bytes),
            )
            sheet = Sheet()
    if number % VOLUME:
        first = number - number % VOLUME + 1
        yield f"sessions {first} to {number}", await asyncio.to_thread(sheet.bytes)


class _Passing(io.RawIOBase):
    """A file that can only be written and is emptied as it goes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


async def as_zip(records: AsyncIterator[tuple[str, bytes]]) -> AsyncIterator[bytes]:
    """Named PDF files as one ZIP, each passed on as soon as it is packed."""
    out = _Passing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        number = 0
        async for topic, pdf in records:
            number += 1
            name = re.sub(r"[^\w -]", "", topic)[:60].strip() or "session"
            entry = zipfile.ZipInfo(f"{number:04d} {name}.pdf", EPOCH.timetuple()[:6])
            archive.writestr(entry, pdf)
            yield out.take()
    yield out.take()
