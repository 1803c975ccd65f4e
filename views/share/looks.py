"""How a look-for card looks, to whoever reads it: in a list, and in its three parts."""

from collections.abc import Sequence

import flet as ft

from app.domain.look_for import LookForCard
from views.components.cards import row, stack
from views.components.lines import quote, translated
from views.components.text import body, label
from views.components.waiting import empty
from views.guard import component
from views.words import say


@component
def CardRows(cards: Sequence[LookForCard], at: str, none_yet: str) -> ft.Control:
    """The cards to choose from; each opens under the address `at`."""
    page = ft.context.page
    if not cards:
        return empty(
            none_yet,
            say("At close a team shares what it saw, what to look for and what it changed."),
            ft.Icons.VISIBILITY_ROUNDED,
        )

    def opener(shared: LookForCard) -> ft.Control:
        return row(
            shared.topic,
            lambda: page.navigate(f"{at}/{shared.id}"),
            under=f"{shared.look_for}\n{reading_time(shared.seconds)}",
            leading=ft.Icons.VISIBILITY_ROUNDED,
        )

    return stack(*[opener(shared) for shared in cards])


def reading_time(seconds: int) -> str:
    return say("{seconds} seconds to read", seconds=seconds)


def parts_of(shown: LookForCard) -> list[ft.Control]:
    """What we saw, with quotes; what to look for; what we changed."""
    parts: list[ft.Control] = [label(say("What we saw")), body(shown.saw)] if shown.saw else []
    for each in shown.quotes:
        parts += [quote(each.words), *translated(each.translation)]
    parts += [label(say("What to look for")), body(shown.look_for)] if shown.look_for else []
    parts += [label(say("What we changed")), body(shown.changed)] if shown.changed else []
    return parts
