"""Buttons: one main one a screen, large enough for a glove; the others never below 48 pixels.

Heights come from padding, so that a button grows with text at 200 %. Who comes by keyboard sees a
thick ring around where they are. In a list, `about` is what a button belongs to: a screen reader
says it behind the words, else twelve buttons would sound alike.
"""

from collections.abc import Callable

import flet as ft

from views.components.scale import BODY, CORNER, HEADING, MAIN, NOTE, ROUND
from views.components.text import spoken
from views.guard import Outcome, handler, tell

Tap = Callable[[], Outcome]
COPIED = "Copied"


def main_button(
    words: str, on_tap: Tap, icon: ft.IconData | None = None, *, busy: bool = False
) -> ft.Control:
    """The one thing to do here: the full width, 20 mm high."""
    return ft.Row(
        [
            ft.FilledButton(
                content=_inside(words, icon, HEADING, 34),
                expand=True,
                disabled=busy,
                on_click=handler(on_tap),
                style=_filled((MAIN - 34) // 2, CORNER),
            )
        ]
    )


def button(
    words: str,
    on_tap: Tap,
    icon: ft.IconData | None = None,
    *,
    busy: bool = False,
    about: str = "",
) -> ft.FilledButton:
    """What leads on."""
    return ft.FilledButton(
        content=_inside(words, icon, about=about),
        disabled=busy,
        on_click=handler(on_tap),
        style=_filled(),
    )


def soft_button(
    words: str,
    on_tap: Tap,
    icon: ft.IconData | None = None,
    *,
    busy: bool = False,
    about: str = "",
) -> ft.OutlinedButton:
    """An equal choice beside the first, such as *Pass* beside *Speak*."""
    return ft.OutlinedButton(
        content=_inside(words, icon, about=about),
        disabled=busy,
        on_click=handler(on_tap),
        style=ft.ButtonStyle(
            color=_unless_disabled(ft.Colors.PRIMARY),
            side=ringed(ft.BorderSide(1.5, ft.Colors.OUTLINE)),
            padding=_padding(16),
            shape=ft.RoundedRectangleBorder(radius=ROUND),
        ),
    )


def quiet_button(
    words: str,
    on_tap: Tap,
    icon: ft.IconData | None = None,
    *,
    busy: bool = False,
    about: str = "",
) -> ft.TextButton:
    """What may be done, without asking for it."""
    return ft.TextButton(
        content=_inside(words, icon, NOTE, 22, about),
        disabled=busy,
        on_click=handler(on_tap),
        style=ft.ButtonStyle(
            color=_unless_disabled(ft.Colors.PRIMARY),
            padding=_padding(14, 10),
            side=ringed(),
            shape=ft.RoundedRectangleBorder(radius=ROUND),
        ),
    )


def copy_button(words: str, text: str) -> ft.TextButton:
    """Copies inside the tap itself: Safari allows it only there."""
    made = quiet_button(words, lambda: tell(COPIED), ft.Icons.CONTENT_COPY_ROUNDED)
    made.action = ft.CopyToClipboard(text)
    return made


def danger_button(words: str, on_tap: Tap, icon: ft.IconData | None = None) -> ft.FilledButton:
    """What cannot be taken back, or *someone could get hurt now*."""
    made = button(words, on_tap, icon)
    made.style = _filled(colour=ft.Colors.ERROR, on=ft.Colors.ON_ERROR)
    return made


def icon_button(icon: ft.IconData, name: str, on_tap: Tap, about: str = "") -> ft.IconButton:
    """Only a picture: `name` is what a screen reader and a long press say."""
    said = spoken(name, about) or name
    return ft.IconButton(
        icon=ft.Icon(icon, size=26, color=ft.Colors.ON_SURFACE, semantics_label=said),
        tooltip=name,
        on_click=handler(on_tap),
        style=ft.ButtonStyle(padding=ft.Padding.all(12), side=ringed()),
    )


def _inside(
    words: str,
    icon: ft.IconData | None,
    size: int = BODY,
    icon_size: int = 24,
    about: str = "",
) -> ft.Control:
    text = ft.Text(
        words,
        semantics_label=spoken(words, about),
        text_align=ft.TextAlign.CENTER,
        style=ft.TextStyle(size=size, weight=ft.FontWeight.W_600, height=1.25),
    )
    if icon is None:
        return text
    return ft.Row(
        [ft.Icon(icon, size=icon_size), ft.Container(text, expand=True, expand_loose=True)],
        spacing=10,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )


def _filled(
    vertical: int = 17,
    radius: int = ROUND,
    colour: str = ft.Colors.PRIMARY,
    on: str = ft.Colors.ON_PRIMARY,
) -> ft.ButtonStyle:
    states = ft.ControlState
    return ft.ButtonStyle(
        bgcolor={states.DISABLED: ft.Colors.SURFACE_CONTAINER_HIGH, states.DEFAULT: colour},
        color=_unless_disabled(on),
        icon_color=_unless_disabled(on),
        padding=_padding(vertical),
        side=ringed(),
        shape=ft.RoundedRectangleBorder(radius=radius),
        shadow_color=ft.Colors.TRANSPARENT,
    )


def ringed(otherwise: ft.BorderSide | None = None) -> dict[ft.ControlState, ft.BorderSide]:
    """An edge outside the button where the keyboard is: 15:1 on the paper around it."""
    outside = ft.BorderSideStrokeAlign.OUTSIDE
    none = ft.BorderSide(0, ft.Colors.TRANSPARENT)
    return {
        ft.ControlState.FOCUSED: ft.BorderSide(4, ft.Colors.ON_SURFACE, outside),
        ft.ControlState.DEFAULT: otherwise or none,
    }


def _unless_disabled(colour: str) -> dict[ft.ControlState, str]:
    return {
        ft.ControlState.DISABLED: ft.Colors.ON_SURFACE_VARIANT,
        ft.ControlState.DEFAULT: colour,
    }


def _padding(vertical: int, horizontal: int = 24) -> ft.Padding:
    return ft.Padding.symmetric(vertical=vertical, horizontal=horizontal)
