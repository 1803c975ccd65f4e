"""Rows as text, piece by piece: Markdown, CSV, JSON. A piece is forgotten when it is written."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from typing import Any

Row = dict[str, Any]
FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]")
COLUMNS = ("kind", "id", "session", "topic", "place", "week", "words", "details")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will show and not compute: an apostrophe stands before it."""
    return f"'{cell}" if FORMULA.match(cell) else cell


async def as_json(rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    """One JSON array, one row a line."""
    before = "[\n"
    async for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


async def as_csv(rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    """RFC 4180, UTF-8 with its mark; every cell is harmless in a spreadsheet."""
    yield BYTE_ORDER_MARK + _csv_line(COLUMNS)
    async for row in rows:
        yield _csv_line([harmless(cell) for cell in _cells(row)])


async def as_markdown(rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    """Headings by kind; people's words as quotations."""
    yield "# What was heard and what became of it\n"
    kind = ""
    async for row in rows:
        if row["kind"] != kind:
            kind = row["kind"]
            yield f"\n## {kind.capitalize()}s\n\n"
        yield MARKDOWN[kind](row)


def words_of(row: Row) -> str:
    """The main text of a row of any kind."""
    if row["kind"] == "action":
        return f"{row['change']} so that {row['so_that']}" if row["so_that"] else row["change"]
    if row["kind"] == "card":
        return " ".join(part for part in (row["saw"], row["look_for"], row["changed"]) if part)
    return str(row.get("words", "")) if row["kind"] == "line" else str(row["topic"])


def details_of(row: Row) -> str:
    """What else a row says, in one short text."""
    if row["kind"] == "line":
        parts = [*row["themes"], row["lens"], translation_of(row)]
        return "; ".join(part for part in parts if part)
    if row["kind"] == "action":
        said = [f"{each['verdict']}: {each['reason']}".rstrip(": ") for each in row["decisions"]]
        helped = [f"did it help: {row['did_it_help']}"] if row["did_it_help"] else []
        return "; ".join([row["state"], row["strength"], *said, *helped])
    if row["kind"] == "card":
        return "; ".join(quote["words"] for quote in row["quotes"])
    return f"{row['use']}; {row['phase']}"


def translation_of(row: Row) -> str:
    """Marked as what it is: somebody's reading beside the words, never the words."""
    words = row.get("translation")
    return f"translation by the facilitator: {words}" if words else ""


def photo_of(row: Row) -> str:
    """Where the photo lies beside the texts, in a ZIP that has it."""
    return f"photo: {row['photo']}" if row.get("photo") else ""


def _cells(row: Row) -> list[str]:
    details = "; ".join(filter(None, [details_of(row), photo_of(row)]))
    known = {**row, "words": words_of(row), "details": details}
    return [str(known.get(column) or "") for column in COLUMNS]


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _plain(text: str) -> str:
    """Markdown that people's words would make by accident stays what they typed."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def _session(row: Row) -> str:
    place = f", {_plain(row['place'])}" if row["place"] else ""
    return f"- **{_plain(row['topic'])}**{place} ({row['week']})\n"


def _line(row: Row) -> str:
    under = "; ".join(filter(None, [*row["themes"], translation_of(row), photo_of(row)]))
    return f"> {_plain(row['words'])}" + (f"  \n  *{_plain(under)}*" if under else "") + "\n\n"


def _action(row: Row) -> str:
    grounds = "".join(f"  > {_plain(words)}\n" for words in row["lines"])
    return f"- **{_plain(words_of(row))}**\n  {_plain(details_of(row))}\n{grounds}\n"


def _card(row: Row) -> str:
    quotes = "".join(f"> {_plain(quote['words'])}\n" for quote in row["quotes"])
    parts = (("We saw", "saw"), ("Look for", "look_for"), ("We changed", "changed"))
    said = "".join(f"- {name}: {_plain(row[key])}\n" for name, key in parts if row[key])
    return f"### {_plain(row['topic'])}\n\n{said}\n{quotes}\n"


MARKDOWN = {"session": _session, "line": _line, "action": _action, "card": _card}
