"""What a screen shows while there is nothing, or not yet all of it: empty, loading, a meter."""

import flet as ft

from views.components.cards import stack
from views.components.scale import CORNER, LARGE, MEDIUM
from views.components.text import body, heading, label, note
from views.words import say


def empty(
    words: str, under: str, icon: ft.IconData, action: ft.Control | None = None
) -> ft.Control:
    """Nothing here yet: why, and what would fill it."""
    picture = ft.Container(
        ft.Icon(icon, size=44, color=ft.Colors.ON_PRIMARY_CONTAINER),
        width=92,
        height=92,
        border_radius=46,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
    )
    name = heading(words, align=ft.TextAlign.CENTER)
    text = body(under, ft.Colors.ON_SURFACE_VARIANT)
    text.text_align = ft.TextAlign.CENTER
    return ft.Semantics(
        container=True,
        content=ft.Container(
            ft.Column(
                [picture, name, text, *([action] if action else [])],
                spacing=MEDIUM,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            padding=ft.Padding.symmetric(vertical=LARGE, horizontal=MEDIUM),
            alignment=ft.Alignment.CENTER,
        ),
    )


def skeleton(rows: int = 3, what: str = "") -> ft.Control:
    """The shape of what comes, still (no shimmer: it distracts and costs battery)."""
    return ft.Semantics(
        label=what or say("Loading"),
        live_region=True,
        container=True,
        exclude_semantics=True,
        content=stack(*(_ghost(at) for at in range(rows))),
    )


def meter(words: str, value: int, most: int, said: str) -> ft.Control:
    """A bar with its name and its number in words, e.g. "heard in 3 places"."""
    return ft.Semantics(
        label=f"{words}: {said}",
        container=True,
        exclude_semantics=True,
        content=stack(
            ft.Row([ft.Container(label(words), expand=True), note(said)]),
            ft.ProgressBar(
                value=value / most if most else 0,
                bar_height=12,
                border_radius=6,
                color=ft.Colors.PRIMARY,
                bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            ),
            spacing=6,
        ),
    )


def _ghost(at: int) -> ft.Control:
    def bar(tenths: int) -> ft.Control:
        solid = ft.Container(
            height=16, border_radius=8, bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH, expand=tenths
        )
        return ft.Row([solid, ft.Container(expand=10 - tenths)], spacing=0)

    return ft.Container(
        ft.Column([bar(9), bar(8 - at % 3), bar(4)], spacing=12),
        padding=20,
        border_radius=CORNER,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
    )
