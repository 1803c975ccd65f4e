"""A strip across the screen that says what is special now: the example, a problem, danger."""

from collections.abc import Sequence

import flet as ft

from views.components.buttons import Tap, quiet_button
from views.components.chips import KINDS
from views.components.scale import CORNER_SMALL
from views.components.text import body, strong
from views.words import say


def banner(
    words: str,
    under: str = "",
    kind: str = "sand",
    icon: ft.IconData = ft.Icons.INFO_OUTLINE_ROUNDED,
    actions: Sequence[ft.Control] = (),
) -> ft.Control:
    """Kinds as for a tag. It is announced when it appears."""
    ground, colour = KINDS[kind]
    texts: list[ft.Control] = [strong(words, colour), *([body(under, colour)] if under else [])]
    texts += [ft.Row(list(actions), wrap=True)] if actions else []
    return ft.Semantics(
        container=True,
        live_region=True,
        content=ft.Container(
            ft.Row(
                [
                    ft.Icon(icon, size=26, color=colour),
                    ft.Container(ft.Column(texts, spacing=4), expand=True),
                ],
                spacing=14,
                vertical_alignment=ft.CrossAxisAlignment.START,
            ),
            bgcolor=ground,
            border_radius=CORNER_SMALL,
            padding=ft.Padding.symmetric(vertical=14, horizontal=16),
        ),
    )


def example_banner() -> ft.Control:
    return banner(
        say("This is an example"),
        say("The organisation and every word in it are made up. Try anything."),
        "sand",
        ft.Icons.SCIENCE_OUTLINED,
    )


def problem(words: str, on_again: Tap | None = None) -> ft.Control:
    """Something did not work; what was typed is still there."""
    again = [quiet_button(say("Try again"), on_again, ft.Icons.REFRESH_ROUNDED)] if on_again else []
    return banner(words, kind="wrong", icon=ft.Icons.ERROR_OUTLINE_ROUNDED, actions=again)
