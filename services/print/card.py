"""A look-for card on paper: A4 for the board, A3 for the wall, with a QR code to the page."""

import io

import segno

from app.domain.look_for import LookForCard
from services.print.sheet import LEAF, QUIET, Paper, Sheet

QR_MILLIMETRES = 34


def card_pdf(card: LookForCard, address: str, paper: Paper = "a4") -> bytes:
    """One page: what we saw, what to look for, what we changed, quotes, and a QR code.

    `address` is where the code leads, e.g. "https://leaven.example/cards/…".
    """
    sheet = Sheet(paper)
    sheet.set_title(card.topic)
    sheet.paragraph("LOOK FOR", 12, bold=True, colour=LEAF)
    sheet.paragraph(card.topic, 26, bold=True)
    if card.place:
        sheet.paragraph(card.place, 12, colour=QUIET)
    for name, text in (
        ("What we saw", card.saw),
        ("What to look for", card.look_for),
        ("What we changed", card.changed),
    ):
        if text:
            sheet.paragraph(name, 13, bold=True, colour=LEAF)
            sheet.paragraph(text, 18)
    for quote in card.quotes:
        sheet.paragraph(f"“{quote.words}”", 14, colour=QUIET, indent=6)
        if quote.translation:
            words = f"Translation by the facilitator: {quote.translation}"
            sheet.paragraph(words, 11, colour=QUIET, indent=6)
    _code(sheet, address, QR_MILLIMETRES * sheet.larger)
    return sheet.bytes()


def _code(sheet: Sheet, address: str, side: float) -> None:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    y = sheet.h - 18 - side
    if sheet.get_y() > y:
        sheet.add_page()
    sheet.set_auto_page_break(auto=False)
    sheet.image(picture, x=sheet.l_margin, y=y, w=side, h=side)
    sheet.set_xy(sheet.l_margin + side + 6, y + side / 2 - 4)
    sheet.set_font("Noto", "", 11)
    sheet.set_text_color(*QUIET)
    sheet.multi_cell(0, 6, "Scan it: do you have this too? Did you try it, or build on it?")
