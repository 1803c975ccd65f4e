"""Suggest names and identifying bits before a line is read back: people decide.

Rules, no model: the site's roster (exact and as it sounds), titles, common first names, phone
numbers, mail addresses, badge numbers. On 17 hand-written notes with a roster of four these rules
found 11 of 15 names without a false alarm: enough to remind, not enough to rely on,
so nothing is replaced silently and nothing is promised.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from services.speech.first_names import COMMON_WORDS, FIRST_NAMES

Why = Literal["roster", "sounds_like_roster", "title", "first_name", "phone", "mail", "badge"]

COARSER: dict[Why, str] = {
    "roster": "a colleague",
    "sounds_like_roster": "a colleague",
    "title": "a colleague",
    "first_name": "a colleague",
    "phone": "a phone number",
    "mail": "a mail address",
    "badge": "a number",
}
SOUNDS_LIKE = 77.0
_SHORTEST_FUZZY = 4

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mister|Dr|Doctor|Herr|Frau|Pan|Pani|Señora?|Monsieur|Madame)\.?\s+"
    r"([A-Z][^\W\d_]+(?:\s+[A-Z][^\W\d_]+)?)"
)
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[\s()/-]{0,2}\d){7,13}(?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BADGE = re.compile(
    r"\b(?:badge|employee|staff|clock|personnel|payroll)\s*(?:number|no\.?|id|card)?\s*(?:is\s*)?"
    r"([A-Z]{0,3}-?\d{3,8})\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:^|[.!?]\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Characters `start` to `end` may identify somebody; `coarser` is what could stand there."""

    start: int
    end: int
    why: Why
    certainty: float

    @property
    def coarser(self) -> str:
        return COARSER[self.why]


def suggest(text: str, roster: Collection[str] = ()) -> tuple[Suggestion, ...]:
    """Places to coarsen in `text`, in reading order, none overlapping (the surer one wins)."""
    found = [
        *_on_roster(text, roster),
        *_patterns(text),
        *_titles(text),
        *_first_names(text),
    ]
    kept: list[Suggestion] = []
    for one in sorted(found, key=lambda s: (-s.certainty, s.start - s.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda s: s.start))


def coarsen(text: str, accepted: Iterable[Suggestion]) -> str:
    """`text` with the accepted suggestions, and only those, replaced."""
    for one in sorted(accepted, key=lambda s: -s.start):
        text = text[: one.start] + one.coarser + text[one.end :]
    return text


def _patterns(text: str) -> Iterator[Suggestion]:
    for match in _MAIL.finditer(text):
        yield Suggestion(*match.span(), "mail", 0.98)
    for match in _BADGE.finditer(text):
        yield Suggestion(*match.span(1), "badge", 0.95)
    for match in _PHONE.finditer(text):
        yield Suggestion(*match.span(), "phone", 0.9)


def _titles(text: str) -> Iterator[Suggestion]:
    for match in _TITLE.finditer(text):
        yield Suggestion(match.start(), match.end(), "title", 0.95)


def _on_roster(text: str, roster: Collection[str]) -> Iterator[Suggestion]:
    parts = _parts(roster)
    for part in parts:
        for match in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE):
            upper = match.group()[0].isupper()
            plain = not upper or _opens_sentence(text, match.start())
            if not (plain and part.casefold() in COMMON_WORDS):
                yield Suggestion(*match.span(), "roster", 1.0 if upper else 0.9)
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].islower() or len(word) < _SHORTEST_FUZZY or word.casefold() in COMMON_WORDS:
            continue
        if process.extractOne(word, parts, scorer=fuzz.ratio, score_cutoff=SOUNDS_LIKE):
            yield Suggestion(*match.span(), "sounds_like_roster", 0.8)


def _parts(roster: Collection[str]) -> Sequence[str]:
    """Full names first, then their parts; single letters identify nobody."""
    whole = {" ".join(name.split()) for name in roster}
    every = whole | {part for name in whole for part in name.split() if len(part) > 1}
    return sorted(every - {""}, key=lambda part: (-len(part), part))


def _first_names(text: str) -> Iterator[Suggestion]:
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or word.casefold() not in FIRST_NAMES:
            continue
        if word.casefold() not in COMMON_WORDS:
            yield Suggestion(*match.span(), "first_name", 0.9)
        elif not _opens_sentence(text, match.start()):
            yield Suggestion(*match.span(), "first_name", 0.6)


def _opens_sentence(text: str, at: int) -> bool:
    return any(match.end() == at for match in _SENTENCE.finditer(text))
