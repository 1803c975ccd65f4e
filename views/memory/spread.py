"""How differently a theme is lived at places and in kinds of shift: words side by side, no rank."""

import flet as ft

from app.domain.memory import SpreadCell
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag
from views.components.lines import LENSES, quote
from views.components.text import label, note, strong
from views.guard import component
from views.memory.state import RememberedOne
from views.words import say


@component
def Spread(one: RememberedOne) -> ft.Control:
    """Places under places, shifts under shifts, in the order of the alphabet."""
    if one.page is None:
        return ft.Container()
    if not one.spread:
        nothing = say("As soon as enough people in two places or two kinds of shift have spoken.")
        return section(say("How differently it is lived"), card(note(nothing)))
    sides = [("shift", say("In kinds of shift")), ("site", say("At places"))]
    groups = [
        stack(
            label(words),
            *[Cell(cell, key=cell.name) for cell in one.spread if cell.side == side],
            spacing=8,
        )
        for side, words in sides
        if any(cell.side == side for cell in one.spread)
    ]
    return section(say("How differently it is lived"), *groups)


@component
def Cell(cell: SpreadCell, key: str | None = None) -> ft.Control:
    lenses = [tag(say(LENSES[each][0]), LENSES[each][1]) for each in cell.lenses if each in LENSES]
    return card(
        side_by_side(strong(cell.name), *lenses),
        *[quote(words) for words in cell.quotes],
        padding=16,
    )
