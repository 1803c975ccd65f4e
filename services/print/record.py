"""A session's record on paper, and everything as a ZIP of such records, written as it is read."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from typing_extensions import override

from services.export.written import Row, details_of, words_of
from services.print.sheet import LEAF, QUIET, Sheet

HEADINGS = {"line": "What was said", "action": "Actions", "card": "Look-for cards"}
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a ZIP has to carry times; these say nothing


async def record_pdf(rows: AsyncIterator[Row]) -> bytes:
    """The rows of one session: its topic, its lines, its actions, its cards."""
    sheet = Sheet()
    heading = ""
    async for row in rows:
        kind = row["kind"]
        if kind == "session":
            sheet.set_title(row["topic"])
            sheet.paragraph(row["topic"], 22, bold=True)
            sheet.paragraph(f"{row['place']} {row['week']}".strip(), 11, colour=QUIET)
            continue
        if kind != heading:
            heading = kind
            sheet.paragraph(HEADINGS[kind], 14, bold=True, colour=LEAF)
        sheet.paragraph(words_of(row), 11, bold=kind == "action", indent=4)
        if details := details_of(row):
            sheet.paragraph(details, 9, colour=QUIET, indent=8)
    return sheet.bytes()


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
