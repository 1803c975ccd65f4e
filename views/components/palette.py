"""Colours by the part they play, for light and dark. Text keeps 7:1 or more on its ground.

The ratios are proved by a test, so that a screen stays readable in sunlight at a loading bay.
"""

from dataclasses import dataclass, fields

import flet as ft

from app.domain.phase import Phase


@dataclass(frozen=True)
class Palette:
    """One set of colours, as `#RRGGBB`. `on_x` is for text that stands on `x`."""

    paper: str
    card: str
    low: str
    mid: str
    high: str
    ink: str
    quiet: str
    outline: str
    hairline: str
    brand: str
    on_brand: str
    brand_soft: str
    on_brand_soft: str
    ember: str
    on_ember: str
    ember_soft: str
    on_ember_soft: str
    good: str
    on_good: str
    good_soft: str
    on_good_soft: str
    care_soft: str
    on_care_soft: str
    sand: str
    on_sand: str
    wrong: str
    on_wrong: str
    wrong_soft: str
    on_wrong_soft: str


LIGHT = Palette(
    paper="#FAF7F1",
    card="#FFFFFF",
    low="#F5F0E7",
    mid="#EFE8DC",
    high="#E8DFD0",
    ink="#1E1B16",
    quiet="#49443A",
    outline="#7C7464",
    hairline="#DDD4C5",
    brand="#0B4F4A",
    on_brand="#FFFFFF",
    brand_soft="#D3EDE7",
    on_brand_soft="#05322E",
    ember="#943010",
    on_ember="#FFFFFF",
    ember_soft="#FFE4D6",
    on_ember_soft="#4A1504",
    good="#1F5A2E",
    on_good="#FFFFFF",
    good_soft="#DDF0DC",
    on_good_soft="#0F3A19",
    care_soft="#FCEBC8",
    on_care_soft="#402A00",
    sand="#F1E7D4",
    on_sand="#3B2E14",
    wrong="#8C1D18",
    on_wrong="#FFFFFF",
    wrong_soft="#FCE1DD",
    on_wrong_soft="#4F0A07",
)
DARK = Palette(
    paper="#15140F",
    card="#201E18",
    low="#1B1914",
    mid="#26241D",
    high="#302D25",
    ink="#F4EFE4",
    quiet="#CFC7B7",
    outline="#968D7C",
    hairline="#3C382F",
    brand="#8FDACC",
    on_brand="#03302B",
    brand_soft="#164B45",
    on_brand_soft="#D6F3EC",
    ember="#FFB694",
    on_ember="#471400",
    ember_soft="#5A230C",
    on_ember_soft="#FFE4D6",
    good="#A5DBA9",
    on_good="#0B3315",
    good_soft="#1D4327",
    on_good_soft="#DDF3DC",
    care_soft="#4B3600",
    on_care_soft="#FFEDC6",
    sand="#3A3222",
    on_sand="#F4E6C9",
    wrong="#FFB4AB",
    on_wrong="#5B0A05",
    wrong_soft="#6A1510",
    on_wrong_soft="#FFE2DE",
)

ON_TONE = "#FFFFFF"
ON_TONE_QUIET = "#F3EEE6"
TONES: dict[Phase, tuple[str, str]] = {
    "prepare": ("#403A2E", "#564727"),
    "learn": ("#073D39", "#0D5751"),
    "soak": ("#29345F", "#3D3E78"),
    "improve": ("#6E2A12", "#853716"),
    "share": ("#2B4519", "#3D531D"),
    "closed": ("#33302A", "#47433A"),
}
"""The ground behind the phase, the same by day and night; white words stand on it."""

HUES = (
    "#B4531F",
    "#4A6FC0",
    "#8257B8",
    "#B5446A",
    "#17806F",
    "#8A6B00",
    "#9A4F88",
    "#5B7F1F",
)
"""Dots beside the titles of themes: 3:1 or more on both cards. They only decorate."""


def hue_of(name: str) -> str:
    """The same dot for the same theme on every screen and in every process."""
    return HUES[sum(name.encode()) % len(HUES)]


def scheme(palette: Palette) -> ft.ColorScheme:
    """Flutter's names for our roles; its spare ones carry care (amber) and sand."""
    return ft.ColorScheme(
        **{flutter: getattr(palette, ours) for flutter, ours in _ROLES.items()},
        inverse_surface=palette.ink,
        on_inverse_surface=palette.paper,
        surface_tint=ft.Colors.TRANSPARENT,
        shadow="#000000",
        scrim="#000000",
    )


_ROLES = {
    "surface": "paper",
    "surface_container_lowest": "card",
    "surface_container_low": "low",
    "surface_container": "mid",
    "surface_container_high": "high",
    "surface_container_highest": "high",
    "on_surface": "ink",
    "on_surface_variant": "quiet",
    "outline": "outline",
    "outline_variant": "hairline",
    "primary": "brand",
    "on_primary": "on_brand",
    "primary_container": "brand_soft",
    "on_primary_container": "on_brand_soft",
    "tertiary": "ember",
    "on_tertiary": "on_ember",
    "tertiary_container": "ember_soft",
    "on_tertiary_container": "on_ember_soft",
    "secondary": "good",
    "on_secondary": "on_good",
    "secondary_container": "good_soft",
    "on_secondary_container": "on_good_soft",
    "tertiary_fixed": "care_soft",
    "on_tertiary_fixed": "on_care_soft",
    "secondary_fixed": "sand",
    "on_secondary_fixed": "on_sand",
    "error": "wrong",
    "on_error": "on_wrong",
    "error_container": "wrong_soft",
    "on_error_container": "on_wrong_soft",
}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#RRGGBB` colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(palette: Palette) -> list[tuple[str, str]]:
    """Every text role with every ground it may stand on, by name."""
    grounds = ("paper", "card", "low", "mid")
    plain = [(text, ground) for text in ("ink", "quiet") for ground in (*grounds, "high")]
    accents = [(text, ground) for text in ("brand", "good", "wrong") for ground in grounds[:3]]
    names = {each.name for each in fields(palette)}
    stacked = [(f"on_{name}", name) for name in sorted(names) if f"on_{name}" in names]
    return [*plain, *accents, ("ember", "card"), ("ember", "paper"), *stacked]


LINEAR_BELOW = 0.04045
"""Where sRGB's curve begins (WCAG 2.2, relative luminance)."""


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= LINEAR_BELOW else ((each + 0.055) / 1.055) ** 2.4
        for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
