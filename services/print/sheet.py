"""PDF pages with the shipped Unicode typeface embedded."""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

FOLDER = Path(__file__).parent
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
INK = (22, 33, 31)
QUIET = (78, 92, 88)
LEAF = (15, 92, 77)


class Sheet(FPDF):
    """A page in Noto Sans. Nothing in the file says who made it or when."""

    def __init__(self, paper: str = "A4") -> None:
        super().__init__(unit="mm", format=paper)
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
        """A wrapped paragraph; `size` in points, `indent` in millimetres."""
        self.set_font("Noto", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_x(self.l_margin + indent)
        height = size * 0.5
        self.multi_cell(0, height, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(height * 0.45)

    def bytes(self) -> bytes:
        return bytes(self.output())
