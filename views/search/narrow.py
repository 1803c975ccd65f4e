"""Filters of a search: behind one tap, for on a phone the answers come first."""

from collections.abc import Callable

import flet as ft

from app.domain.session import USES
from views.components.buttons import quiet_button
from views.components.cards import stack
from views.components.chips import choice
from views.components.text import label
from views.guard import Outcome, component
from views.search.narrowed import Narrowed
from views.words import say
from views.words.when import month_words

MOST_MONTHS = 12
Narrowing = Callable[[str, str], Outcome]


@component
def Narrow(looked: Narrowed, narrow: Narrowing) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    filters = looked.filters
    if not opened and not looked.chosen:
        words = say("Narrow it down")
        return ft.Row([quiet_button(words, lambda: set_opened(True), ft.Icons.TUNE_ROUNDED)])
    areas = [(str(each.id), each.name) for each in filters.areas]
    groups: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("kind", say("Kind of site"), [(each, each) for each in filters.kinds]),
        ("area_id", say("Area"), areas),
        ("use", say("Use"), [(each, say(USES[each])) for each in filters.uses]),
        (
            "month",
            say("Month"),
            [(each, month_words(each)) for each in filters.months[:MOST_MONTHS]],
        ),
    ]
    return stack(
        *[
            stack(label(words), choice(options, looked.chosen.get(name), narrower(narrow, name)))
            for name, words, options in groups
            if len(options) > 1 or name in looked.chosen
        ],
        spacing=10,
    )


def narrower(narrow: Narrowing, name: str) -> Callable[[str], Outcome]:
    return lambda value: narrow(name, value)
