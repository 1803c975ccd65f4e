"""A change check on paper, to talk through with those who do the work: room to write, no box."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.print.sheet import LEAF, QUIET, Paper, Sheet

HEADED = 50
"""Millimetres under a heading that stay on its page: it never stands alone at the foot."""


@dataclass(frozen=True)
class Entry:
    """Something that the change may touch: its words, what is known of it, and a quotation."""

    words: str
    under: Sequence[str] = ()
    quote: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Part:
    """`entries` under a heading, with what to ask about them; `none` where there are none."""

    heading: str
    question: str
    entries: Sequence[Entry]
    none: str


@dataclass(frozen=True)
class ChangeSheet:
    """In the reader's language. `lead` says what the sheet is for, `answer` where to write."""

    title: str
    change: str
    lead: Sequence[str]
    parts: Sequence[Part]
    answer: str


def change_pdf(given: ChangeSheet, paper: Paper = "a4") -> bytes:
    sheet = Sheet(paper)
    sheet.set_title(given.title)
    sheet.paragraph(given.title.upper(), 12, bold=True, colour=LEAF)
    sheet.paragraph(given.change, 20, bold=True)
    for words in given.lead:
        sheet.paragraph(words, 10, colour=QUIET)
    for part in given.parts:
        _write(sheet, part, given.answer)
    return sheet.bytes()


def _write(sheet: Sheet, part: Part, answer: str) -> None:
    sheet.keep_together(HEADED)
    sheet.ln(3)
    sheet.paragraph(part.heading, 14, bold=True, colour=LEAF)
    if part.question:
        sheet.paragraph(part.question, 11, indent=4)
    for entry in part.entries:
        sheet.keep_together(HEADED / 2)
        sheet.ln(1.5)
        sheet.paragraph(entry.words, 12, bold=True, indent=4)
        for words in entry.under:
            sheet.paragraph(words, 10, colour=QUIET, indent=4)
        if entry.quote:
            sheet.paragraph(f"“{entry.quote}”", 10, indent=8)
        if entry.beside:
            sheet.paragraph(entry.beside, 9, colour=QUIET, indent=8)
    if not part.entries:
        sheet.paragraph(part.none, 10, colour=QUIET, indent=4)
    sheet.room(answer)
