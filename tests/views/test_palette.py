import pytest

from views.components.palette import (
    DARK,
    HUES,
    LIGHT,
    ON_TONE,
    ON_TONE_QUIET,
    TONES,
    Palette,
    contrast,
    hue_of,
    pairs,
)

PALETTES = {"light": LIGHT, "dark": DARK}


@pytest.mark.parametrize(
    ("palette", "text", "ground"),
    [(name, *pair) for name, palette in PALETTES.items() for pair in pairs(palette)],
)
def test_words_stand_out_seven_to_one(palette: str, text: str, ground: str) -> None:
    colours: Palette = PALETTES[palette]
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 7


@pytest.mark.parametrize("ground", [stop for stops in TONES.values() for stop in stops])
def test_white_words_stand_out_on_every_phase(ground: str) -> None:
    assert min(contrast(ON_TONE, ground), contrast(ON_TONE_QUIET, ground)) >= 7


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_edges_of_fields_and_dots_of_themes_can_be_seen(palette: Palette) -> None:
    assert min(contrast(palette.outline, palette.card), contrast(palette.outline, palette.low)) >= 3
    assert min(contrast(hue, palette.card) for hue in HUES) >= 3


def test_the_ratio_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_a_theme_keeps_its_dot() -> None:
    assert hue_of("Handover") == hue_of("Handover")
    assert {hue_of(name) for name in ("Access", "Handover", "Tools")} <= set(HUES)
