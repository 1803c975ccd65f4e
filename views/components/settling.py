"""A line that the machine heard: those who read it aloud let it stand, mended, or drop it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import flet as ft

from views.components.buttons import Tap, button, quiet_button, soft_button
from views.components.cards import card, side_by_side
from views.components.fields import text_field
from views.components.names import NameHints
from views.guard import component
from views.hooks import use_model
from views.words import say


@dataclass(eq=False)
class Mending(ft.Observable):
    """The words of one line while they are mended."""

    words: str
    open: bool = False

    def change(self, value: str) -> None:
        self.words = value

    def coarsen(self, value: str) -> None:
        self.words, self.open = value, True

    def begin(self) -> None:
        self.open = True


@component
def LineToSettle(
    words: str,
    heard: Sequence[ft.Control],
    keep: Callable[[str], Awaitable[None]],
    drop: Tap,
    key: str | None = None,
) -> ft.Control:
    """`heard` shows the words with their doubts; `keep` gets them as they stand then."""
    mending = use_model(lambda: Mending(words))

    async def stands() -> None:
        await keep(mending.words)

    field = text_field(say("As it was said"), mending.words, mending.change, lines=3, about=words)
    mend = [] if mending.open else [soft_button(say("Mend it"), mending.begin, about=words)]
    return card(
        *([field] if mending.open else heard),
        NameHints(mending.words, mending.coarsen),
        side_by_side(
            button(say("It stands"), stands, ft.Icons.CHECK_ROUNDED, about=words),
            *mend,
            quiet_button(say("Drop it"), drop, ft.Icons.DELETE_OUTLINE_ROUNDED, about=words),
        ),
        padding=16,
    )
