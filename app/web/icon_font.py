"""Of Flutter's 8,000 icons, only those that our screens name: 1.2 MB become some 20 kB."""

import io
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NAMED = re.compile(r"\bIcons\.([A-Z][A-Z0-9_]+)")
STYLES = {"_OUTLINED": "_outlined", "_ROUNDED": "_rounded", "_SHARP": "_sharp"}
FLUTTERS_OWN = (
    "ADD ARROW_BACK ARROW_BACK_IOS ARROW_BACK_IOS_NEW_ROUNDED ARROW_DROP_DOWN ARROW_DROP_UP "
    "ARROW_FORWARD ARROW_LEFT ARROW_RIGHT ARROW_UPWARD CALENDAR_TODAY CANCEL CHECK CHECK_BOX "
    "CHECK_BOX_OUTLINE_BLANK CHEVRON_LEFT CHEVRON_RIGHT CLEAR CLOSE EDIT EDIT_OUTLINED ERROR "
    "EXPAND_LESS EXPAND_MORE FIRST_PAGE INDETERMINATE_CHECK_BOX KEYBOARD "
    "KEYBOARD_ARROW_DOWN KEYBOARD_ARROW_UP KEYBOARD_OUTLINED LAST_PAGE MENU MORE_HORIZ "
    "MORE_VERT RADIO_BUTTON_CHECKED RADIO_BUTTON_UNCHECKED REMOVE SEARCH UNFOLD_MORE "
    "VISIBILITY VISIBILITY_OFF WARNING ACCESS_TIME SCHEDULE"
)
"""Drawn by Flutter's own controls: back arrows, ticks, carets, the eye of a password."""


def icons_in_use(folders: Iterable[Path]) -> frozenset[str]:
    """The names after `Icons.` in all Python files below `folders`."""
    sources = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return frozenset(
        name for path in sources for name in NAMED.findall(path.read_text(encoding="utf-8"))
    )


def glyph_name(icon: str) -> str:
    """What the font calls Flet's `MIC_ROUNDED`: `mic_rounded`; its plain `MIC`: `mic_baseline`."""
    for flet, font in STYLES.items():
        if icon.endswith(flet):
            return icon.removesuffix(flet).lower() + font
    return icon.lower() + "_baseline"


def icon_font(whole: Path, icons: Iterable[str]) -> bytes:
    """The font with these icons and Flutter's own, the others gone. Unknown names are ignored."""
    font = TTFont(whole)
    by_glyph = {name.lstrip("_"): code for code, name in font.getBestCmap().items()}
    wanted = {glyph_name(icon) for icon in {*icons, *FLUTTERS_OWN.split()}}
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for name, code in by_glyph.items() if name in wanted])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
