"""The desk by keyboard: what each key does, and that none of it happens while somebody types."""

from collections.abc import Awaitable

import flet as ft

from services.backend.visitor import Visitor
from views.components.cards import card, side_by_side
from views.components.scale import CORNER_SMALL, NOTE
from views.components.text import label, note
from views.desk.state import LinkingTable
from views.guard import component
from views.words import say

STEPS = {"Arrow Down": 1, "Arrow Right": 1, "Arrow Up": -1, "Arrow Left": -1}


async def pressed(table: LinkingTable, visitor: Visitor, event: ft.KeyboardEvent) -> None:
    """One key: letters belong to a field while one is open, and to the browser with Ctrl."""
    if event.ctrl or event.alt or event.meta or not table.loaded:
        return
    if event.key in {"Escape", "Tab"}:
        table.held = event.key == "Tab"
        table.search(table.searching and event.key == "Tab")
    elif table.searching or table.typing:
        return
    elif event.key in STEPS:
        table.move(STEPS[event.key])
    else:
        await _act(table, visitor, event.key.removeprefix("Numpad ").upper())


def _act(table: LinkingTable, visitor: Visitor, key: str) -> Awaitable[None]:
    if key in {"1", "2", "3"}:
        return table.take_number(visitor, int(key))
    if key == "0":
        return table.set_aside(visitor)
    if key == "U":
        return table.undo(visitor)
    return _look(table, key)


async def _look(table: LinkingTable, key: str) -> None:
    if key in {"/", "DIVIDE"}:
        table.search(table.line is not None, by_key=True)
    elif key in {"", " ", "SPACE"} and not table.held:
        table.select()


@component
def Legend() -> ft.Control:
    """For a tablet with a keyboard; a screen reader gets it as a list of sentences."""
    keys = [
        ("1 2 3", say("choose")),
        ("0", say("set aside")),
        ("/", say("search")),
        ("← → ↑ ↓", say("another line")),
        ("Space", say("select")),
        ("U", say("undo")),
    ]
    return card(note(say("With a keyboard")), side_by_side(*[_key(*each) for each in keys]))


def _key(key: str, does: str) -> ft.Control:
    cap = ft.Container(
        ft.Text(key, style=ft.TextStyle(size=NOTE, weight=ft.FontWeight.W_600)),
        padding=ft.Padding.symmetric(vertical=4, horizontal=10),
        border=ft.Border.all(1, ft.Colors.OUTLINE),
        border_radius=CORNER_SMALL // 2,
    )
    inside = ft.Row([cap, label(does)], spacing=6, tight=True)
    return ft.Semantics(content=inside, label=f"{key}: {does}", exclude_semantics=True)
