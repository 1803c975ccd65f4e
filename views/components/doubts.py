"""The machine's words with its doubts: underlined, listed in words, never by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from views.components.scale import BODY
from views.components.text import INK, note
from views.words import say

_UNSURE = ft.TextStyle(
    decoration=ft.TextDecoration.UNDERLINE,
    decoration_style=ft.TextDecorationStyle.DASHED,
    decoration_thickness=2,
    weight=ft.FontWeight.W_700,
)
_GUESSED = ft.TextStyle(
    decoration=ft.TextDecoration.UNDERLINE,
    decoration_style=ft.TextDecorationStyle.WAVY,
    decoration_thickness=2,
    italic=True,
)


@dataclass(frozen=True)
class Heard:
    """A stretch of the machine's text: guessed as a whole, or with words it is unsure of."""

    text: str
    unsure: Sequence[str] = ()
    doubtful: bool = False


def heard_in(segments: Sequence[dict[str, Any]]) -> list[Heard]:
    """The stretches of a transcript, as the speech worker keeps them."""
    return [
        Heard(each["text"], each.get("unsure", ()), each.get("doubtful", False))
        for each in segments
    ]


def marked(parts: Sequence[Heard]) -> ft.Text:
    """What was heard, in one text: a dashed line under unsure words, a wavy one under guesses."""
    spans = [span for number, part in enumerate(parts) for span in _spans(part, number > 0)]
    return ft.Text(spans=spans, color=INK, style=ft.TextStyle(size=BODY, height=1.45))


def doubts_in_words(parts: Sequence[Heard]) -> list[ft.Control]:
    """The same doubts for eyes that see no line and ears that hear none."""
    said: list[ft.Control] = []
    unsure = [word for part in parts if not part.doubtful for word in part.unsure]
    if unsure:
        said.append(note(say("Look twice at: {what}", what=", ".join(unsure))))
    if any(part.doubtful for part in parts):
        said.append(note(say("Some of this may be invented: the machine was guessing.")))
    return said


def _spans(part: Heard, follows: bool) -> list[ft.TextSpan]:
    gap = [ft.TextSpan(" ")] if follows else []
    if part.doubtful:
        return [*gap, ft.TextSpan(part.text, style=_GUESSED)]
    spans, at = gap, 0
    for word in part.unsure:
        found = part.text.find(word, at)
        if found < 0:
            continue
        spans.append(ft.TextSpan(part.text[at:found]))
        at = found + len(word)
        spans.append(ft.TextSpan(word, style=_UNSURE))
    return [*spans, ft.TextSpan(part.text[at:])]
