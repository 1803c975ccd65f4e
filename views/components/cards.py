"""Surfaces: a card, a section with a heading, the coloured top of a screen, a row to tap."""

from collections.abc import Callable

import flet as ft

from app.domain.phase import Phase
from views.components.buttons import Tap, icon_button, ringed
from views.components.palette import ON_TONE, ON_TONE_QUIET, TONES
from views.components.scale import CORNER, MEDIUM, SMALL
from views.components.text import body, display, heading, note, strong
from views.guard import handler
from views.words import say


def card(*controls: ft.Control, spacing: int = 12, padding: int = 20) -> ft.Control:
    """A white sheet. One group for a screen reader, whatever it holds."""
    return ft.Semantics(
        container=True,
        content=ft.Container(
            stack(*controls, spacing=spacing),
            padding=padding,
            border_radius=CORNER,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        ),
    )


def stack(*controls: ft.Control, spacing: int = 12) -> ft.Column:
    """One under the other, each as wide as there is room."""
    return ft.Column(
        list(controls), spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def side_by_side(*controls: ft.Control, spacing: int = SMALL) -> ft.Row:
    """Next to each other, and under each other when there is no room."""
    return ft.Row(
        list(controls),
        spacing=spacing,
        run_spacing=spacing,
        wrap=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def section(words: str, *controls: ft.Control, aside: ft.Control | None = None) -> ft.Control:
    """A heading and what belongs to it."""
    top = ft.Row([ft.Container(heading(words), expand=True), *([aside] if aside else [])])
    return stack(top, *controls)


def hero(
    phase: Phase,
    words: str,
    *controls: ft.Control,
    over: str = "",
    under: str = "",
) -> ft.Control:
    """The coloured top: where we are, in the phase's tone. White on it is 7:1 or more."""
    first, second = TONES[phase]
    lines: list[ft.Control] = [note(over, ON_TONE_QUIET)] if over else []
    lines.append(display(words, ON_TONE))
    lines += [body(under, ON_TONE_QUIET)] if under else []
    return ft.Semantics(
        container=True,
        content=ft.Container(
            stack(*lines, *controls, spacing=10),
            padding=ft.Padding.symmetric(vertical=22, horizontal=22),
            border_radius=CORNER + 4,
            gradient=ft.LinearGradient(
                colors=[first, second], begin=ft.Alignment.TOP_LEFT, end=ft.Alignment.BOTTOM_RIGHT
            ),
        ),
    )


def row(
    words: str,
    on_tap: Tap,
    under: str = "",
    leading: ft.IconData | None = None,
    trailing: ft.Control | None = None,
) -> ft.Control:
    """A line of a list that opens something; a real button, so Tab and Enter reach it."""
    texts: list[ft.Control] = [strong(words), *([note(under)] if under else [])]
    inside: list[ft.Control] = [ft.Icon(leading, size=26)] if leading else []
    inside.append(ft.Container(stack(*texts, spacing=2), expand=True))
    inside.append(trailing or ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=26))
    return ft.TextButton(
        content=ft.Row(inside, spacing=14),
        on_click=handler(on_tap),
        style=ft.ButtonStyle(
            color=ft.Colors.ON_SURFACE,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ringed(ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            padding=ft.Padding.symmetric(vertical=MEDIUM, horizontal=18),
        ),
    )


def removable(words: str, on_remove: Tap, looks: Callable[[str], ft.Control] = body) -> ft.Control:
    """A word of a list, and the cross beside it that takes it away."""
    name = say("Remove {name}", name=words)
    return side_by_side(looks(words), icon_button(ft.Icons.CLOSE_ROUNDED, name, on_remove))
