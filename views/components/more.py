"""Some at a time: five hundred cards drawn anew for each new line would make all wait."""

from collections.abc import Callable

import flet as ft

from views.components.buttons import quiet_button
from views.words import say


def next_ones(
    all_of_them: int, shown: int, show: Callable[[int], None], step: int
) -> list[ft.Control]:
    """The way to `step` more of them, as long as there are any; `show` is told the new number."""
    more = all_of_them - shown
    words = say("Show {count} more", count=min(more, step))
    return [quiet_button(words, lambda: show(shown + step))] if more > 0 else []
