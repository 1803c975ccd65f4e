"""Why it is so, as leaders said it, and what crews answered."""

from collections.abc import Sequence

import flet as ft

from app.domain.crew import WHY_ANSWERS, WhyAnswers, WhyNote
from views.components.cards import card
from views.components.lines import quote
from views.components.text import body, note
from views.guard import component
from views.words import say
from views.words.when import week_words

DEPENDS = "It depends"


@component
def WhyCard(
    why: WhyNote, answering: Sequence[ft.Control] = (), key: str | None = None
) -> ft.Control:
    """`answering`: what a crew answers with, before what crews have answered."""
    return card(
        body(why.words),
        note(f"{why.role} · {week_words(why.week)}"),
        *answering,
        *(_crews_say(why.answers) if why.answers else []),
        padding=16,
    )


def _crews_say(answers: WhyAnswers) -> list[ft.Control]:
    verdict = say(WHY_ANSWERS.get(answers.verdict, DEPENDS))
    return [
        note(say("Crews say: {what}", what=verdict)),
        *[quote(words) for words in answers.lines],
    ]
