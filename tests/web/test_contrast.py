"""The recorder and the light pages in sunlight and at night: words stand out seven to one."""

import re
from pathlib import Path

import pytest

from views.components.palette import contrast

ASSETS = Path(__file__).parents[2] / "assets"
ROLE = re.compile(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3})\b")
WORDS_ON_GROUNDS = {
    "capture.css": (
        ("ink", "bg"), ("ink", "card"), ("soft-ink", "bg"), ("soft-ink", "card"),
        ("main", "bg"), ("main", "card"), ("on-main", "main"), ("on-tint", "tint"),
        ("rec-ink", "card"), ("rec-ink", "rec-tint"), ("on-note", "note"),
    ),
    "light.css": (
        ("ink", "paper"), ("ink", "card"), ("quiet", "paper"), ("quiet", "card"),
        ("brand", "paper"), ("brand", "card"), ("on", "brand"), ("warn", "paper"),
        ("warn", "card"),
    ),
}  # fmt: skip
STOP_SIGN = 4.5  # the square on the red stop button is a picture and large
EDGE = 3


def roles(name: str, shade: str) -> dict[str, str]:
    """The colours of a style sheet by day, or by night with what the night leaves as it is."""
    day, _, night = (ASSETS / name).read_text("utf-8").partition("prefers-color-scheme: dark")
    found = dict(ROLE.findall(day)) | (dict(ROLE.findall(night)) if shade == "dark" else {})
    return {role: _whole(colour) for role, colour in found.items()}


def _whole(colour: str) -> str:
    """`#FFF` is short for `#FFFFFF`."""
    return colour if len(colour) > 4 else "#" + "".join(2 * part for part in colour[1:])


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "words", "ground"),
    [(name, *pair) for name, pairs in WORDS_ON_GROUNDS.items() for pair in pairs],
)
def test_words_beside_the_app_stand_out_seven_to_one(
    name: str, words: str, ground: str, shade: str
) -> None:
    colours = roles(name, shade)
    assert contrast(colours[words], colours[ground]) >= 7


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_stop_button_and_the_edges_of_the_recorder_can_be_seen(shade: str) -> None:
    colours = roles("capture.css", shade)
    assert contrast(colours["on-rec"], colours["rec"]) >= STOP_SIGN
    assert min(contrast(colours["line"], colours[each]) for each in ("bg", "card")) >= EDGE
