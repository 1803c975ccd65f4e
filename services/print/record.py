"""A session's record on paper, and everything as a ZIP of such records, written as it is read."""

import asyncio
import os
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from uuid import UUID

from services.backend.exports import Exports
from services.backend.photos import Photos
from services.export.packed import EPOCH, Passing
from services.export.pictures import pictured
from services.export.written import Row, details_of, words_of
from services.print.sheet import LEAF, QUIET, Paper, Sheet

Record = Sequence[Row]
"""A session, then its lines, its actions, its cards."""
HEADINGS = {"line": "What was said", "action": "Actions", "card": "Look-for cards"}
VOLUME = 500
"""Sessions in a file. The typeface costs a quarter of a second and 20 kB a file, whatever stands
in it; a volume of five thousand lines takes some twenty megabytes while it is laid out."""
MOST_PICTURES = 400
"""A volume ends earlier with so many: each is up to sixty kilobytes until the volume is written."""


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
        if picture := row.get("picture"):
            sheet.picture(picture, row["words"], indent=8)


async def volumes_of(
    exports: Exports, org_id: UUID, photos: Photos, most: int = VOLUME
) -> AsyncIterator[tuple[str, bytes]]:
    """Name and PDF of each volume of `most` sessions; one is laid out while the next is read.

    In a process of its own, behind everybody who waits for a screen: in a thread of this one it
    had made them wait three times as long.
    """
    press = ProcessPoolExecutor(1, get_context("spawn"), initializer=_let_others_pass)
    try:
        first, printing = 1, None
        async for volume in _by_volume(exports.records(org_id), photos, most):
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
    batches: AsyncIterator[Sequence[Record]], photos: Photos, most: int
) -> AsyncIterator[list[Record]]:
    volume: list[Record] = []
    pictures = 0
    async for batch in batches:
        for record in batch:
            volume.append([row async for row in pictured(_each(record), photos)])
            pictures += sum("picture" in row for row in volume[-1])
        if len(volume) >= most or pictures >= MOST_PICTURES:
            yield volume
            volume, pictures = [], 0
    if volume:
        yield volume


async def _each(record: Record) -> AsyncIterator[Row]:
    for row in record:
        yield row


def _volume(records: Sequence[Record]) -> bytes:
    sheet = Sheet()
    for record in records:
        _write(sheet, record)
    return sheet.bytes()


def _let_others_pass() -> None:
    if hasattr(os, "nice"):
        os.nice(10)


async def as_zip(records: AsyncIterator[tuple[str, bytes]]) -> AsyncIterator[bytes]:
    """Named PDF files as one ZIP, each passed on as soon as it is packed."""
    out = Passing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        number = 0
        async for topic, pdf in records:
            number += 1
            name = re.sub(r"[^\w -]", "", topic)[:60].strip() or "session"
            entry = zipfile.ZipInfo(f"{number:04d} {name}.pdf", EPOCH.timetuple()[:6])
            archive.writestr(entry, pdf)
            yield out.take()
    yield out.take()
