"""Why it is so, as leaders said it, and what crews answered."""

import flet as ft

from app.domain.crew import WHY_ANSWERS, WhyNote
from views.components.cards import card
from views.components.lines import quote
from views.components.text import body, note
from views.guard import component
from views.words import say
from views.words.when import week_words

DEPENDS = "It depends"


@component
def WhyCard(each: WhyNote, key: str | None = None) -> ft.Control:
    answers = each.answers
    crews = crews_say(answers.verdict) if answers else ""
    return card(
        body(each.words),
        note(f"{each.role} · {week_words(each.week)}"),
        *([note(crews)] if crews else []),
        *[quote(words) for words in (answers.lines if answers else ())],
        padding=16,
    )


def crews_say(verdict: str) -> str:
    return say("Crews say: {what}", what=say(WHY_ANSWERS.get(verdict, DEPENDS)))
