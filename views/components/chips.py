"""Pills to choose with, and tags that only say something. A tick says *chosen*, not colour."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import flet as ft

from views.components.buttons import Tap, ringed
from views.components.palette import hue_of
from views.components.scale import BODY, NOTE, ROUND, SMALL
from views.components.text import said_aloud, spoken
from views.guard import Outcome, handler
from views.words import say

Value = TypeVar("Value", bound=str)


def pill(
    words: str, chosen: bool, on_tap: Tap, icon: ft.IconData | None = None, *, about: str = ""
) -> ft.Control:
    """48 high; a real button with a tick when chosen. `about` as for a button."""
    inside: list[ft.Control] = []
    if chosen:
        inside.append(ft.Icon(ft.Icons.CHECK_ROUNDED, size=20))
    elif icon:
        inside.append(ft.Icon(icon, size=20))
    weight = ft.FontWeight.W_600 if chosen else ft.FontWeight.W_500
    style = ft.TextStyle(size=BODY, height=1.2, weight=weight)
    text = ft.Text(words, semantics_label=spoken(words, about), style=style)
    inside.append(ft.Container(text, expand=True, expand_loose=True))  # wraps at 200 % of text
    ground = ft.Colors.PRIMARY_CONTAINER if chosen else ft.Colors.SURFACE_CONTAINER_LOWEST
    colour = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    edge = ft.BorderSide(2, ft.Colors.PRIMARY) if chosen else ft.BorderSide(1, ft.Colors.OUTLINE)
    return ft.MergeSemantics(
        ft.Semantics(
            selected=chosen,
            content=ft.OutlinedButton(
                content=ft.Row(inside, spacing=SMALL, tight=True),
                on_click=handler(on_tap),
                style=ft.ButtonStyle(
                    color=colour,
                    bgcolor=ground,
                    icon_color=colour,
                    side=ringed(edge),
                    shape=ft.RoundedRectangleBorder(radius=ROUND),
                    padding=ft.Padding.symmetric(vertical=14, horizontal=18),
                ),
            ),
        )
    )


def offered(values: Mapping[Value, str]) -> list[tuple[str, str]]:
    """What `choice` and `several` offer: each value with its words in the visitor's language."""
    return [(value, say(words)) for value, words in values.items()]


def choice(
    options: Sequence[tuple[str, str]],
    chosen: str | None,
    on_choose: Callable[[str], Outcome],
    about: str = "",
) -> ft.Control:
    """One of several; `options` are (value, words). Wraps, so that no drag or scroll is needed."""

    def choose(value: str) -> Tap:
        return lambda: on_choose(value)

    return wrapped(
        [pill(words, value == chosen, choose(value), about=about) for value, words in options]
    )


def several(
    options: Sequence[tuple[str, str]],
    chosen: frozenset[str],
    on_toggle: Callable[[str], Outcome],
    about: str = "",
) -> ft.Control:
    """Any of several; a second tap takes it back."""

    def toggle(value: str) -> Tap:
        return lambda: on_toggle(value)

    return wrapped(
        [pill(words, value in chosen, toggle(value), about=about) for value, words in options]
    )


def wrapped(controls: Sequence[ft.Control]) -> ft.Row:
    return ft.Row(list(controls), wrap=True, spacing=SMALL, run_spacing=SMALL)


def tag(words: str, icon: ft.IconData | None = None, kind: str = "sand") -> ft.Control:
    """A word about something. Kinds: sand, brand, good, care, wrong, ember."""
    ground, colour = KINDS[kind]
    picture = [ft.Icon(icon, size=18, color=colour)] if icon else []
    return _tag(words, colour, ground, picture)


def done(words: str) -> ft.Control:
    """That it has been done, where it was asked; a screen reader says it when it appears."""
    return said_aloud(tag(words, ft.Icons.CHECK_ROUNDED, "good"))


def theme_tag(title: str, suggested: bool = False) -> ft.Control:
    """A theme by its title. A question mark says that the machine only suggests it."""
    words = f"{title} ?" if suggested else title
    ground, colour = KINDS["sand"]
    return _tag(words, colour, ground, [_dot(hue_of(title))])


KINDS: dict[str, tuple[str, str]] = {
    "sand": (ft.Colors.SECONDARY_FIXED, ft.Colors.ON_SECONDARY_FIXED),
    "brand": (ft.Colors.PRIMARY_CONTAINER, ft.Colors.ON_PRIMARY_CONTAINER),
    "good": (ft.Colors.SECONDARY_CONTAINER, ft.Colors.ON_SECONDARY_CONTAINER),
    "care": (ft.Colors.TERTIARY_FIXED, ft.Colors.ON_TERTIARY_FIXED),
    "wrong": (ft.Colors.ERROR_CONTAINER, ft.Colors.ON_ERROR_CONTAINER),
    "ember": (ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
}
"""Ground and words for each kind of tag and banner."""


def _tag(words: str, colour: str, ground: str, picture: Sequence[ft.Control]) -> ft.Control:
    style = ft.TextStyle(size=NOTE, height=1.2, weight=ft.FontWeight.W_600)
    return ft.Container(
        ft.Row(
            [
                *picture,
                ft.Container(
                    ft.Text(words, color=colour, style=style), expand=True, expand_loose=True
                ),
            ],
            spacing=7,
            tight=True,
        ),
        bgcolor=ground,
        border_radius=ROUND,
        padding=ft.Padding.symmetric(vertical=7, horizontal=12),
    )


def _dot(hue: str) -> ft.Control:
    return ft.Container(width=11, height=11, border_radius=6, bgcolor=hue)
