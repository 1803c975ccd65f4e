"""A working title in the team's own words, and keywords beside it. A person renames."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from services.linking.encoder import Vectors
from services.linking.lexical import COMMON
from services.linking.text import words

CENTRAL = 3
LONGEST_TITLE = 200
CHIPS = 4
EVERYWHERE = 0.15
"""A word in more than this share of all lines says nothing about one theme."""
SHORTEST_WORD = 3


def title_row(texts: Sequence[str], vectors: Vectors) -> int:
    """Which line to quote: the shortest of the three most central of (n, dimension) lines."""
    if not texts:
        raise ValueError("a theme without lines has no title")
    to_middle = vectors @ vectors.sum(axis=0)
    order = sorted(range(len(texts)), key=lambda row: (-float(np.round(to_middle[row], 5)), row))
    usable = [row for row in order if words(texts[row])] or order
    return min(usable[:CENTRAL], key=lambda row: (len(texts[row]), row))


def quote(text: str) -> str:
    """A line as a title: whole if it is short, else cut at a word with a mark that says so."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    return (cut[: cut.rfind(" ")] if " " in cut else cut) + "…"


def keywords(
    own: Sequence[str], sessions: Sequence[str], corpus: Sequence[str], chips: int = CHIPS
) -> tuple[str, ...]:
    """c-TF-IDF terms of a theme's lines, only those said in two lines and two sessions."""
    lines: Counter[str] = Counter()
    heard_in: dict[str, set[str]] = {}
    for text, session in zip(own, sessions, strict=True):
        for word in _telling(text):
            lines[word] += 1
            heard_in.setdefault(word, set()).add(session)
    everywhere: Counter[str] = Counter(word for text in corpus for word in _telling(text))
    limit = max(len(own), EVERYWHERE * len(corpus))
    weights = {
        word: count * math.log(1 + len(corpus) / (1 + everywhere[word]))
        for word, count in lines.items()
        if count > 1 and len(heard_in[word]) > 1 and everywhere[word] <= limit
    }
    return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:chips])


def _telling(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= SHORTEST_WORD and word not in COMMON}
