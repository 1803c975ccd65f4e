"""What may tell who is meant, offered in coarser words: one tap each, nothing by itself."""

from collections.abc import Callable

import flet as ft

from services.speech.names import Suggestion, suggest
from views.components.buttons import soft_button
from views.components.cards import stack
from views.components.text import label, note
from views.guard import Outcome, component
from views.words import say


@component
def NameHints(words: str, replace: Callable[[str], Outcome]) -> ft.Control:
    """`replace` gets the whole text with one place coarsened, when its writer asks for it."""
    found = suggest(words)
    if not found:
        return ft.Container()
    return stack(
        label(say("Could this tell who is meant?")),
        *[_offer(words, each, replace) for each in found],
        note(say("You decide. Nothing is changed without your tap.")),
        spacing=8,
    )


def _offer(words: str, found: Suggestion, replace: Callable[[str], Outcome]) -> ft.Control:
    coarser = say(found.coarser)

    def coarsen() -> Outcome:
        return replace(words[: found.start] + coarser + words[found.end :])

    told = words[found.start : found.end]
    offer = say("Say “{coarser}” instead of “{word}”", coarser=coarser, word=told)
    return soft_button(offer, coarsen, ft.Icons.VISIBILITY_OFF_OUTLINED)


def telling(words: str) -> list[ft.Control]:
    """The same hint where the words are somebody else's to change."""
    found = [words[each.start : each.end] for each in suggest(words)]
    if not found:
        return []
    what = ", ".join(f"“{each}”" for each in found)
    return [
        note(
            say(
                "Could {what} tell who is meant? Its speaker can coarsen it on their own phone.",
                what=what,
            )
        )
    ]
