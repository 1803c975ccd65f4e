"""Beside the open line: how far we are, what else waits, the pool, and the way back."""

import flet as ft

from app.domain.desk import DeskLine, PoolLine
from services.linking.text import duplicates_of
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, row, section, side_by_side, stack
from views.components.fields import text_field
from views.components.lines import beside
from views.components.scale import CORNER_SMALL
from views.components.text import body, heading, live, note, spoken
from views.components.waiting import meter
from views.context import use_visitor
from views.desk.find import holding
from views.desk.state import LinkingTable
from views.guard import component, handler
from views.words import say

POOL_SHOWN = 8
TO_HIT = 64
"""A select box is as large as the main things to tap: gloves."""


@component
def Progress(table: LinkingTable) -> ft.Control:
    visitor = use_visitor()

    async def undo() -> None:
        await table.undo(visitor)

    last = table.done[-1] if table.done else None
    said = say("{done} of {total}", done=table.settled, total=table.total)
    what = [live(_said(last.said))] if last else []
    back = [soft_button(say("Undo"), undo, ft.Icons.UNDO_ROUNDED)] if last else []
    return stack(
        meter(say("Lines of this round"), table.settled, max(1, table.total), said),
        ft.Row([ft.Container(stack(*what), expand=True), *back]),
        spacing=6,
    )


def _said(title: str) -> str:
    return say("Put to “{title}”.", title=title) if title else say("Set aside into the pool.")


def like(table: LinkingTable) -> list[ft.Control]:
    """Said many times: one tap selects all that are the same, letter by letter or nearly."""
    line = table.line
    if line is None or table.taken is not None or table.chosen:
        return []
    rows = duplicates_of(line.words, [each.words for each in table.lines])
    same = frozenset(table.lines[at].id for at in rows) | {line.id}
    if len(same) == 1:
        return []
    words = say("Select all {count} that say the same", count=len(same))
    select = soft_button(words, lambda: table.select_many(same), ft.Icons.CHECKLIST_ROUNDED)
    return [side_by_side(select)]


@component
def Queue(table: LinkingTable) -> ft.Control:
    if not table.loaded or not table.lines:
        return ft.Container()
    rows = [Waiting(table, each, key=str(each.id)) for each in table.lines]
    many = len(table.chosen)
    none = quiet_button(say("Select none"), lambda: table.select_many(frozenset()))
    return section(
        say("Waiting lines"),
        *([side_by_side(note(say("{count} selected", count=many)), none)] if many else []),
        stack(*rows, spacing=8),
    )


@component
def Waiting(table: LinkingTable, line: DeskLine, key: str | None = None) -> ft.Control:
    chosen, opened = line.id in table.chosen, table.line is not None and table.line.id == line.id
    edge = ft.BorderSide(2.5, ft.Colors.PRIMARY) if opened else ft.BorderSide(1, ft.Colors.OUTLINE)
    box = ft.Icons.CHECK_BOX_ROUNDED if chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    name = say("Selected: tap to leave it out") if chosen else say("Select this line")
    words = body(line.words)
    words.max_lines, words.overflow, words.selectable = 2, ft.TextOverflow.ELLIPSIS, False
    return ft.Row(
        [
            ft.IconButton(
                icon=ft.Icon(box, size=30, semantics_label=spoken(name, line.words)),
                tooltip=name,
                width=TO_HIT,
                height=TO_HIT,
                on_click=handler(lambda: table.select(line.id)),
            ),
            ft.TextButton(
                content=words,
                expand=True,
                on_click=handler(lambda: table.open(line.id)),
                style=ft.ButtonStyle(
                    color=ft.Colors.ON_SURFACE,
                    alignment=ft.Alignment.CENTER_LEFT,
                    side=edge,
                    shape=ft.RoundedRectangleBorder(radius=CORNER_SMALL),
                    padding=ft.Padding.symmetric(vertical=18, horizontal=14),
                ),
            ),
        ],
        spacing=4,
    )


@component
def Pool(table: LinkingTable) -> ft.Control:
    """What waits without a suggestion: it is in sight, not lost."""
    visitor = use_visitor()
    looked, set_looked = ft.use_state("")

    async def look() -> None:
        await table.search_pool(visitor, looked)

    if not table.loaded or not table.facilitates:
        return ft.Container()
    field = text_field(say("Look in the pool"), looked, set_looked, most=80, on_submit=look)
    rows = [PoolRow(table, each, key=str(each.id)) for each in table.pool[:POOL_SHOWN]]
    more = len(table.pool) - len(rows)
    count = say("{count} lines wait without a suggestion.", count=table.pool_size)
    return card(
        heading(say("The pool")),
        note(count),
        *([holding(table, field)] if table.pool_size > POOL_SHOWN else []),
        *rows,
        *([note(say("and {count} more", count=more))] if more > 0 else []),
    )


@component
def PoolRow(table: LinkingTable, line: PoolLine, key: str | None = None) -> ft.Control:
    under = "\n".join(filter(None, [beside(line.translation), say("Find a theme for it")]))
    return row(line.words, lambda: table.take_from_pool(line), under)
