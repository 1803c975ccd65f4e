"""A session's record on paper, and everything as a ZIP of such records, written as it is read."""

import asyncio
import io
import os
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from uuid import UUID

from typing_extensions import override

from services.backend.exports import Exports
from services.export.written import Row, details_of, words_of
from services.print.sheet import LEAF, QUIET, Paper, Sheet

Record = Sequence[Row]
"""A session, then its lines, its actions, its cards."""
HEADINGS = {"line": "What was said", "action": "Actions", "card": "Look-for cards"}
VOLUME = 500
"""Sessions in a file. The typeface costs a quarter of a second and 20 kB a file, whatever stands
in it; a volume of five thousand lines takes some twenty megabytes while it is laid out."""
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a ZIP has to carry times; these say nothing


async def record_pdf(rows: AsyncIterator[Row], paper: Paper = "a4") -> bytes:
    """The rows of one session: its topic, its lines, its actions, its cards."""
    record = [row async for row in rows]
    return await asyncio.to_thread(_printed, record, paper)


def _printed(record: Record, paper: Paper) -> bytes:
    sheet = Sheet(paper)
    _write(sheet, record)
    return sheet.bytes()


def _write(sheet: Sheet, record: Record) -> None:
    """One session onto the sheet, from the top of a page on."""
    heading = ""
    for row in record:
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


async def volumes_of(
    exports: Exports, org_id: UUID, most: int = VOLUME
) -> AsyncIterator[tuple[str, bytes]]:
    """Name and PDF of each volume of `most` sessions; one is laid out while the next is read.

    In a process of its own, behind everybody who waits for a screen: in a thread of this one it
    had made them wait three times as long.
    """
    press = ProcessPoolExecutor(1, get_context("spawn"), initializer=_let_others_pass)
    try:
        first, printing = 1, None
        async for volume in _by_volume(exports.records(org_id), most):
            if printing:
                yield printing[0], await printing[1]
            last = first + len(volume) - 1
            made = asyncio.wrap_future(press.submit(_volume, volume))
            first, printing = last + 1, (f"sessions {first} to {last}", made)
        if printing:
            yield printing[0], await printing[1]
    finally:
        press.shutdown(wait=False, cancel_futures=True)


async def _by_volume(
    batches: AsyncIterator[Sequence[Record]], most: int
) -> AsyncIterator[list[Record]]:
    volume: list[Record] = []
    async for batch in batches:
        volume += batch
        if len(volume) >= most:
            yield volume
            volume = []
    if volume:
        yield volume


def _volume(records: Sequence[Record]) -> bytes:
    sheet = Sheet()
    for record in records:
        _write(sheet, record)
    return sheet.bytes()


def _let_others_pass() -> None:
    if hasattr(os, "nice"):
        os.nice(10)


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
