"""Find or make a theme while a line is open; nothing of the line is lost on the way."""

from collections.abc import Awaitable, Sequence
from typing import cast

import flet as ft
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from app.domain.theme import Theme
from services.backend.visitor import Visitor
from views.components.buttons import Tap, button, quiet_button, soft_button
from views.components.cards import card, row, side_by_side
from views.components.fields import Field, text_field
from views.components.text import heading, live
from views.context import use_visitor
from views.desk.state import LinkingTable
from views.guard import component, handler
from views.words import say

SHOWN = 6
NEAR = 75.0
"""rapidfuzz ratio (0 to 100) from which what is typed may mean a theme."""


def themes_like(themes: Sequence[Theme], typed: str, most: int = SHOWN) -> Sequence[Theme]:
    """Themes whose title or keywords are near what is typed; all, by title, for nothing typed."""
    wanted = default_process(typed)
    if not wanted:
        return themes[:most]
    scored = [(_near(wanted, each), each) for each in themes]
    found = [each for each in scored if each[0] >= NEAR]
    found.sort(key=lambda each: (-each[0], each[1].title))
    return [theme for _, theme in found[:most]]


def _near(wanted: str, theme: Theme) -> float:
    """Letters in a row, spaces aside ("warmup" is "warm-up"), or the same words in any order."""
    name = default_process(f"{theme.title} {' '.join(theme.keywords)}")
    in_a_row = fuzz.partial_ratio(wanted.replace(" ", ""), name.replace(" ", ""))
    return float(max(in_a_row, fuzz.token_set_ratio(wanted, name)))


@component
def FindTheme(table: LinkingTable, key: str | None = None) -> ft.Control:
    """A field that owns its letters: a keystroke redraws the list below it and nothing else."""
    visitor = use_visitor()
    typed, set_typed = ft.use_state("")
    title = " ".join(typed.split())
    found = themes_like(table.themes, typed)

    async def first() -> None:
        if title and found:
            await table.link(visitor, found[0])
        elif title:
            await table.link_to_new(visitor, title)

    field = text_field(
        say("Find a theme, or name a new one"), typed, set_typed, most=120, on_submit=first,
        help_text=say("Enter takes the first one. Escape goes back."),
    )  # fmt: skip

    async def begin() -> None:
        if table.by_key:  # a finger brings its keyboard up by touching the field
            await give_keys_to(field)

    ft.use_effect(handler(begin), [])
    return card(
        heading(say("Which theme is it?")),
        holding(table, field),
        *_found(table, visitor, found, title),
        WayOut(table),
    )


def _found(
    table: LinkingTable, visitor: Visitor, found: Sequence[Theme], title: str
) -> list[ft.Control]:
    def linker(theme: Theme) -> Tap:
        return lambda: table.link(visitor, theme)

    async def make() -> None:
        await table.link_to_new(visitor, title)

    rows = [row(each.title, linker(each), ", ".join(each.keywords)) for each in found]
    if not title:
        return rows
    words = say("Make the theme “{title}”", title=title)
    nothing = [] if found else [live(say("No theme is called so yet."))]
    return [*rows, *nothing, button(words, make, ft.Icons.ADD_ROUNDED)]


@component
def WayOut(table: LinkingTable) -> ft.Control:
    visitor = use_visitor()

    async def aside() -> None:
        await table.set_aside(visitor)

    return side_by_side(
        soft_button(say("Set it aside"), aside, ft.Icons.INVENTORY_2_OUTLINED),
        quiet_button(say("Back to the suggestions"), lambda: table.search(False)),
    )


async def give_keys_to(field: Field) -> None:
    """Focus; Flet's own `focus` has no types."""
    await cast("Awaitable[None]", field.input.focus())  # type: ignore[no-untyped-call]


def holding(table: LinkingTable, field: Field) -> Field:
    """While somebody is in this field its letters are no shortcuts."""

    def enter() -> None:
        table.typing = True

    def leave() -> None:
        table.typing = False

    field.input.on_focus = handler(enter)
    field.input.on_blur = handler(leave)
    return field
