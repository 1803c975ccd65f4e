"""PDF pages with the shipped Unicode typeface embedded."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from PIL import Image

FOLDER = Path(__file__).parent
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
INK = (22, 33, 31)
QUIET = (78, 92, 88)
LEAF = (15, 92, 77)

Paper = Literal["a4", "a3"]
LARGER: dict[Paper, float] = {"a4": 1.0, "a3": 1.45}
"""A3 is read from the wall: the letters grow with the sheet."""


class Sheet(FPDF):
    """A page in Noto Sans. Nothing in the file says who made it or when."""

    def __init__(self, paper: Paper = "a4") -> None:
        super().__init__(unit="mm", format=paper)
        self.larger = LARGER[paper]
        self.add_font("Noto", "", FOLDER / "NotoSans-Regular.ttf")
        self.add_font("Noto", "B", FOLDER / "NotoSans-Bold.ttf")
        self.set_creator("Leaven")
        self.set_producer("Leaven")
        self.set_creation_date(NO_DATE)
        self.set_margin(18)
        self.set_auto_page_break(auto=True, margin=18)
        self.add_page()

    def begin(self, topic: str) -> None:
        """A session from the top of a page on, in the outline; the first one names the file."""
        if self.get_y() > self.t_margin:
            self.add_page()
        else:
            self.set_title(topic)
        self.start_section(topic)

    def paragraph(
        self,
        text: str,
        size: float = 11,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        indent: float = 0,
    ) -> None:
        """A wrapped paragraph; `size` in points as on A4, `indent` in millimetres."""
        self.set_font("Noto", "B" if bold else "", size * self.larger)
        self.set_text_color(*colour)
        height = size * self.larger * 0.5
        room = self.epw - indent - 2 * self.c_margin
        for line in self._wrapped(text, room):
            self.set_x(self.l_margin + indent)
            self.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")
        self.ln(height * 0.45)

    def keep_together(self, high: float) -> None:
        """Go on to the next page if fewer millimetres than these are left on this one."""
        if self.get_y() + high > self.page_break_trigger:
            self.add_page()

    def picture(self, jpeg: bytes, words: str, *, indent: float = 0) -> None:
        """A photo as wide as a third of the sheet, whole on one page; `words` say what it shows."""
        width, tall = Image.open(io.BytesIO(jpeg)).size
        wide = min(60 * self.larger, 80 * self.larger * width / tall)
        high = wide * tall / width
        self.keep_together(high)
        left, top = self.l_margin + indent + self.c_margin, self.get_y()
        self.image(io.BytesIO(jpeg), x=left, y=top, w=wide, h=high, alt_text=words)
        self.set_y(top + high)
        self.ln(4)

    def room(self, words: str, lines: int = 3) -> None:
        """Ruled lines to write on, whole on one page, under what to write there."""
        high = 9 * self.larger
        self.keep_together(high * (lines + 1))
        self.paragraph(words, 9, colour=QUIET, indent=4)
        self.set_draw_color(*QUIET)
        left, right = self.l_margin + 4 + self.c_margin, self.l_margin + self.epw
        for _ in range(lines):
            self.ln(high)
            self.line(left, self.get_y(), right, self.get_y())
        self.ln(high * 0.7)

    def _wrapped(self, text: str, room: float) -> Iterator[str]:
        """Lines of at most `room` millimetres.

        The library's own way adds up the whole line again for every letter: nine tenths of the
        time of a long export. Here each word is measured once.
        """
        space = self._wide(" ")
        for part in text.split("\n"):
            line, used = "", 0.0
            for word in self._fitting(part.split(), room):
                wide = self._wide(word)
                if line and used + space + wide > room:
                    yield line
                    line, used = "", 0.0
                line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
            yield line

    def _fitting(self, words: list[str], room: float) -> Iterator[str]:
        """A word longer than a line, or a script without spaces, is cut where it must be."""
        for word in words:
            rest = word
            while self._wide(rest) > room and len(rest) > 1:
                most = max(1, int(len(rest) * room / self._wide(rest)))
                while most > 1 and self._wide(rest[:most]) > room:
                    most -= 1
                yield rest[:most]
                rest = rest[most:]
            yield rest

    def _wide(self, text: str) -> float:
        """Millimetres in the letters that are set."""
        font = self.current_font
        assert font is not None  # noqa: S101 - paragraph() sets one before it measures
        return float(font.get_text_width(text, self.font_size_pt, None)[1] / self.k)

    def bytes(self) -> bytes:
        return bytes(self.output())
