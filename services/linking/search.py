"""Search in own words: by meaning and by mistyped words, in one list. Nothing of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from services.linking.lexical import COMMON
from services.linking.text import words

ALIKE_ENOUGH = 78.0
"""rapidfuzz ratio (0 to 100) from which a typed word may mean a word that lines use."""
SPELLINGS = 4
MEANING_WEIGHT, WORDS_WEIGHT = 0.7, 0.3
LEAST = 0.25
"""A line that is alike only this much by meaning, and shares no word, answers nothing."""
ANSWERS = 30


@dataclass(frozen=True)
class Found:
    """A released line with how well it answers (0 to 1)."""

    id: str
    score: float
    row: Mapping[str, Any]


def terms(question: str, vocabulary: Sequence[str]) -> list[str]:
    """Words of the lines that the question's words may mean, its own spelling first."""
    found: dict[str, None] = {}
    for word in words(question):
        if word in COMMON:
            continue
        found[word] = None
        near = process.extract(
            word, vocabulary, scorer=fuzz.ratio, limit=SPELLINGS, score_cutoff=ALIKE_ENOUGH
        )
        found |= dict.fromkeys(str(match[0]) for match in near)
    return list(found)


def ranked(rows: Sequence[Mapping[str, Any]], asked: int, most: int = ANSWERS) -> list[Found]:
    """Rows of `search_own_words`, best first. `asked`: how many telling words the question had."""
    found = []
    for row in rows:
        alike = max(0.0, float(row["alike"] or 0.0))
        shared = min(1.0, int(row["hits"]) / asked) if asked else 0.0
        if shared or alike >= LEAST:
            score = MEANING_WEIGHT * alike + WORDS_WEIGHT * shared
            found.append(Found(str(row["id"]), score, row))
    return sorted(found, key=lambda each: (-each.score, each.id))[:most]
