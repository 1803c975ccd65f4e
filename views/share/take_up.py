"""Taking a card up: one tap for the whole team, with a line if it likes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import flet as ft

from app.domain.look_for import ADOPTIONS, AdoptionKind
from views.components.buttons import soft_button
from views.components.cards import card, side_by_side
from views.components.fields import text_field
from views.components.text import heading, live, note
from views.guard import component
from views.words import say


@dataclass(eq=False)
class Reply(ft.Observable):
    """The line that is being written to a card, and whether something was sent."""

    words: str = ""
    sent: bool = False

    def change(self, words: str) -> None:
        self.words = words

    def arrived(self) -> None:
        self.words, self.sent = "", True


@component
def TakeUp(
    reply: Reply,
    take: Callable[[AdoptionKind], Awaitable[None]],
    taken_up: Sequence[AdoptionKind] = (),
) -> ft.Control:
    """`taken_up`: what the reader's own team has said already, where that is known."""

    def taker(kind: AdoptionKind, words: str) -> ft.Control:
        async def tap() -> None:
            await take(kind)

        return soft_button(say(words), tap, ft.Icons.CHECK_ROUNDED if kind in taken_up else None)

    taken = [say(words) for kind, words in ADOPTIONS.items() if kind in taken_up]
    return card(
        heading(say("And you?")),
        note(say("One tap stands for your team, never for a person.")),
        *([note(say("Your team has said: {what}", what=", ".join(taken)))] if taken else []),
        text_field(
            say("A line with it, if you like"), reply.words, reply.change, most=500, lines=2
        ),
        side_by_side(*[taker(kind, words) for kind, words in ADOPTIONS.items()]),
        *([live(say("Thank you. It stands with the card now."))] if reply.sent else []),
    )
