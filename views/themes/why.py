"""Why a line stands in a theme: word by word, words that answer, near lines, the record.

Every bar says its number and its word; nothing is told by colour or length alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.domain.theme import ThemeLine
from app.domain.why import NearLine, Reasons, Why, WordPair, WordShare
from views.components.buttons import quiet_button
from views.components.cards import stack
from views.components.lines import quote
from views.components.scale import CORNER_SMALL
from views.components.text import label, note
from views.components.waiting import meter
from views.context import use_visitor
from views.desk.offers import reason, record
from views.guard import component
from views.hooks import use_model
from views.words import say
from views.words.dotted import dotted
from views.words.when import week_words

SHOWN_PAIRS = 5


@dataclass(eq=False)
class Asked(ft.Observable):
    why: Why | None = None


@component
def WhyHere(theme_id: UUID, line: ThemeLine) -> ft.Control:
    """Asked for, then told in place; asked again, put away."""
    visitor = use_visitor()
    asked = use_model(Asked)
    why = asked.why

    async def ask() -> None:
        asked.why = None if asked.why else await visitor.themes.why(theme_id, line.id)

    words = say("Put the reason away") if why else say("Why here?")
    return stack(
        ft.Row([quiet_button(words, ask, ft.Icons.HELP_OUTLINE_ROUNDED)]),
        *([told(why)] if why else []),
        spacing=8,
    )


def told(why: Why) -> ft.Control:
    """The whole reason, from the plainest to the finest."""
    reasons = why.told
    by = say("A person put it here." if why.source == "person" else "The machine linked it.")
    parts: list[ft.Control] = [note(by)]
    if reasons.known:
        parts += [note(reason(reasons)), *_equal(reasons.equal(why.words))]
        parts += _shares(reasons.shares(why.words))
        parts += _pairs(reasons.pairs(why.words))
        parts += _sure(why.p, reasons)
    parts += _near(why.elsewhere)
    parts += [note(reasons.notice)] if reasons.notice else []
    return ft.Semantics(
        container=True,
        content=ft.Container(
            stack(*parts, spacing=14),
            padding=16,
            border_radius=CORNER_SMALL,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        ),
    )


def _equal(pairs: Sequence[WordPair]) -> list[ft.Control]:
    """Words that count as one word in spite of a slip."""
    slips = [each for each in pairs if each.mine != each.theirs]
    if not slips:
        return []
    said = ", ".join(f"{each.mine} = {each.theirs}" for each in slips)
    return [note(say("Taken for the same word: {words}", words=said))]


def _shares(shares: Sequence[WordShare]) -> list[ft.Control]:
    if not shares:
        return []
    most = max(abs(each.part) for each in shares)
    bars = [
        meter(each.word, round(100 * abs(each.part)), max(1, round(100 * most)), _said(each))
        for each in shares
    ]
    return [label(say("What each word brings")), stack(*bars, spacing=10)]


def _said(share: WordShare) -> str:
    percent = round(100 * abs(share.part))
    if share.part < 0:
        return say("{percent} % against", percent=percent)
    return say("{percent} % for", percent=percent)


def _pairs(pairs: Sequence[WordPair]) -> list[ft.Control]:
    if not pairs:
        return []
    rows = [note(f"{each.mine} ~ {each.theirs}") for each in pairs[:SHOWN_PAIRS]]
    return [label(say("Words that answer each other here")), stack(*rows, spacing=4)]


def _near(lines: Sequence[NearLine]) -> list[ft.Control]:
    if not lines:
        return []
    rows = [
        quote(
            each.words,
            dotted(each.place or say("Another place"), week_words(each.week or "")),
        )
        for each in lines
    ]
    return [label(say("The nearest lines from other places")), *rows]


def _sure(p: float | None, reasons: Reasons) -> list[ft.Control]:
    if p is None:
        return []
    sure = say("The linker was {percent} % sure.", percent=round(100 * p))
    return [note(" ".join(filter(None, [sure, record(reasons)])))]
