"""An open question to ask, skipped with one tap; nothing remembers which were used."""

from collections.abc import Sequence

import flet as ft

from views.components.buttons import quiet_button
from views.components.cards import card, side_by_side
from views.components.text import note, title
from views.guard import component
from views.words import say


@component
def NextQuestion(asked: Sequence[str]) -> ft.Control:
    """`asked` are a phase's prompts in English; a phase without any shows nothing."""
    at, set_at = ft.use_state(0)
    if not asked:
        return ft.Container()
    return card(
        note(say("You could ask")),
        title(say(asked[at % len(asked)])),
        side_by_side(
            quiet_button(say("Another one"), lambda: set_at(at + 1), ft.Icons.SKIP_NEXT_ROUNDED)
        ),
    )
