"""Why a line was linked: exact shares of its words, the words that answer each other, the record.

Mean pooling is linear, so the cosine to a theme's centre is a plain sum over the line's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from services.linking.encoder import Encoder, Vectors, WordShares
from services.linking.index import Centre, nearest
from services.linking.lexical import COMMON
from services.linking.text import WORD, normalise

ANSWERS = 0.45
"""Least cosine of two words in their contexts for one to answer the other."""
NEAR_EQUAL = 84.0
"""rapidfuzz ratio (0 to 100) from which two words count as one word with a slip."""
SHORTEST = 4
ELSEWHERE = 3

Span = tuple[int, int]


@dataclass(frozen=True)
class Share:
    """One word of the line and its part of the cosine; negative parts speak against."""

    span: Span
    word: str
    part: float


@dataclass(frozen=True)
class Shares:
    """`sum(part) + rest` is the cosine between line and theme, exactly."""

    words: tuple[Share, ...]
    rest: float

    @property
    def cosine(self) -> float:
        return sum(share.part for share in self.words) + self.rest


@dataclass(frozen=True)
class Answer:
    """A word of one line and the word of the other that says the same there."""

    span: Span
    other: Span
    word: str
    other_word: str
    alike: float


def shares(text: str, encoder: Encoder, centre: Centre, target: Vectors) -> Shares:
    """How much each word brings the line towards `target`, a centred unit vector (dimension,).

    What all lines of the organisation have in common is taken from the words in equal parts.
    """
    line = normalise(text)
    read = encoder.words(line)
    raw = read.vectors.sum(axis=0, dtype=np.float64) + read.rest
    zero = centre.weight * centre.mean.astype(np.float64) if centre.count else np.zeros_like(raw)
    length = float(np.linalg.norm(raw - zero)) or 1.0
    if not read.spans:
        return Shares((), 0.0)
    common = float(zero @ target) / len(read.spans)
    parts = (read.vectors.astype(np.float64) @ target - common) / length
    told = tuple(
        Share(span, line[span[0] : span[1]], float(part))
        for span, part in zip(read.spans, parts, strict=True)
    )
    return Shares(told, float(read.rest @ target) / length)


def answers(text: str, other: str, encoder: Encoder) -> tuple[Answer, ...]:
    """Pairs of words, one from each line, that mean the same where they stand; strongest first."""
    one, two = normalise(text), normalise(other)
    mine, theirs = encoder.words(one), encoder.words(two)
    left, right = _telling(one, mine), _telling(two, theirs)
    if not left or not right:
        return ()
    alike = mine.contexts[left] @ theirs.contexts[right].T
    found = []
    for row, at in enumerate(left):
        best = int(np.argmax(alike[row]))
        mutual = int(np.argmax(alike[:, best])) == row
        if mutual and alike[row, best] >= ANSWERS:
            a, b = mine.spans[at], theirs.spans[right[best]]
            words = one[a[0] : a[1]], two[b[0] : b[1]]
            found.append(Answer(a, b, *words, float(alike[row, best])))
    return tuple(sorted(found, key=lambda answer: -answer.alike))


def same_words(text: str, other: str) -> tuple[tuple[Span, Span], ...]:
    """Places of words that both lines share, slips of the pen allowed, for highlighting."""
    one, two = normalise(text), normalise(other)
    left, right = _words(one), _words(two)
    found = []
    for span, word in left:
        pick = process.extractOne(
            word, [w for _, w in right], scorer=fuzz.ratio, score_cutoff=NEAR_EQUAL
        )
        if pick is not None and _one_slip(word, str(pick[0])):
            found.append((span, right[int(pick[2])][0]))
    return tuple(found)


def elsewhere(alike: Vectors, sites: Sequence[str], own: str, most: int = ELSEWHERE) -> list[int]:
    """Rows of the most alike lines (n,) from other sites than `own`, best first."""
    other = np.array([site != own for site in sites], dtype=bool)
    return [int(row) for row in nearest(alike, most, other)]


def shared_words(text: str, others: Sequence[str]) -> tuple[tuple[Span, str], ...]:
    """Each word that the line shares with any of the others, once, and how it stands there."""
    line = normalise(text)
    found: dict[str, tuple[Span, str]] = {}
    for other in others:
        theirs = normalise(other)
        for span, (start, end) in same_words(text, other):
            word = line[span[0] : span[1]].lower()
            found.setdefault(word, (span, theirs[start:end].lower()))
    return tuple(found.values())


def sentence(text: str, others: Sequence[str], record: tuple[int, int] | None = None) -> str:
    """The reason in one sentence, with the record of links at this level if there is one."""
    line = normalise(text)
    shared = [line[span[0] : span[1]].lower() for span, _ in shared_words(text, others)]
    reason = (
        f"Shared words: {', '.join(shared)}."
        if shared
        else "No shared words, linked by overall meaning."
    )
    if record is None or not record[0]:
        return reason
    return f"{reason} Of {record[0]} links at this level {record[1]} were kept."


def _one_slip(word: str, other: str) -> bool:
    """Short words must be equal; long ones may differ by a letter per five."""
    slips = Levenshtein.distance(word, other)
    return slips == 0 or (min(len(word), len(other)) > SHORTEST and slips <= len(word) // 5 + 1)


def _words(line: str) -> list[tuple[Span, str]]:
    found = [(match.span(), match.group().lower()) for match in WORD.finditer(line)]
    return [(span, word) for span, word in found if word not in COMMON and len(word) > 1]


def _telling(line: str, read: WordShares) -> list[int]:
    return [
        at for at, (start, end) in enumerate(read.spans) if line[start:end].lower() not in COMMON
    ]
