"""Lines of the team to choose from, each a button with a tick."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import flet as ft

from app.domain.observation import Line
from views.components.buttons import Tap, ringed
from views.components.cards import stack
from views.components.scale import CORNER_SMALL, MEDIUM
from views.components.text import body
from views.guard import Outcome, handler
from views.words import say

MOST_OFFERED = 60


def pick_lines(
    lines: Sequence[Line], chosen: Collection[UUID], on_toggle: Callable[[str], Outcome]
) -> ft.Control:
    """Any of them; chosen ones first, so that they stay in sight among many."""
    if not lines:
        return body(say("No lines yet."))
    ordered = sorted(lines, key=lambda line: line.id not in chosen)[:MOST_OFFERED]

    def toggle(line: Line) -> Callable[[], Outcome]:
        return lambda: on_toggle(str(line.id))

    return stack(
        *[sentence(line.words, line.id in chosen, toggle(line)) for line in ordered],
        spacing=8,
    )


def sentence(words: str, chosen: bool, on_tap: Tap) -> ft.Control:
    """A button as tall as its sentence, with a tick when chosen."""
    icon = ft.Icons.CHECK_BOX_ROUNDED if chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    edge = ft.BorderSide(2, ft.Colors.PRIMARY) if chosen else ft.BorderSide(1, ft.Colors.OUTLINE)
    button = ft.OutlinedButton(
        content=ft.Row(
            [ft.Icon(icon, size=24), ft.Container(body(words), expand=True)], spacing=MEDIUM - 4
        ),
        on_click=handler(on_tap),
        style=ft.ButtonStyle(
            side=ringed(edge),
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else ft.Colors.SURFACE_CONTAINER_LOWEST,
            shape=ft.RoundedRectangleBorder(radius=CORNER_SMALL),
            padding=ft.Padding.symmetric(vertical=14, horizontal=14),
        ),
    )
    return ft.MergeSemantics(ft.Semantics(selected=chosen, content=button))
