"""Without a model: lines are compared by letters and single words, and every answer says so."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from services.linking.encoder import Vectors, WordShares, unit
from services.linking.near_words import DIRECTIONS, meaning
from services.linking.near_words import digest as table
from services.linking.text import WORD, normalise, words

SHORTEST, LONGEST = 3, 5
"""Lengths of the letter groups, blanks at the ends of a word included."""
COLUMNS = 2048
COMMON_WEIGHT = 0.05
NEAR = 0.35
"""How much of the likeness of two lines is that of their words' meanings; the rest is letters."""
MOST_PROFILES = 20_000

COMMON = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can
    could did do does doing don't down each every few for from get gets go goes going got had
    has have having he her here him his how i i'm if in into is isn't it it's its just like me
    more most my never no nobody nor not now of off on once one only or other our out over own
    same she so some than that that's the their them then there there's these they this those
    through to too two under until up us very was we were what when where which while who why
    will with would you your
    """.split()  # noqa: SIM905 (a list would be 120 lines)
)
"""English words that say nothing about the matter."""


@lru_cache(maxsize=65_536)
def groups(word: str) -> tuple[str, ...]:
    """The letter groups of one word, with its ends marked by blanks."""
    padded = f" {word} "
    return tuple(
        padded[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(padded) - size + 1)
    )


class Letters:
    """How alike two lines are in their letters: TF-IDF over letter groups, cosine from 0 to 1."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        """Learn from lines of the organisation how common each letter group is."""
        self._lines = 0
        self._seen: Counter[str] = Counter()
        self._profiles: dict[str, tuple[int, dict[str, float]]] = {}
        self.add(texts)

    def add(self, texts: Sequence[str]) -> None:
        """Count more lines."""
        for text in texts:
            self._lines += 1
            self._seen.update({group for word in words(text) for group in groups(word)})

    def alike(self, one: str, others: Sequence[str]) -> list[float]:
        """Cosine between one line and each other."""
        mine = self._profile(one)
        return [_dot(mine, self._profile(other)) for other in others]

    def _profile(self, text: str) -> Mapping[str, float]:
        stale = self._lines // 2  # rarity moves slowly: a profile serves until the corpus doubles
        known = self._profiles.get(text)
        if known is not None and known[0] >= stale:
            return known[1]
        if len(self._profiles) >= MOST_PROFILES:
            self._profiles.clear()
        counts = Counter(group for word in words(text) for group in groups(word))
        weights = {group: (1 + math.log(n)) * self._rarity(group) for group, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        profile = {group: weight / length for group, weight in weights.items()}
        self._profiles[text] = (self._lines, profile)
        return profile

    def _rarity(self, group: str) -> float:
        return math.log((1 + self._lines) / (1 + self._seen[group])) + 1


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(group, 0.0) for group, weight in one.items()))


class LexicalEncoder:
    """Letter groups hashed with a sign into columns, beside the mean of what the words mean alone.

    No model: words are looked up (near_words), so a sentence means no more than its words.
    """

    id = "letters"
    dimension = COLUMNS + DIRECTIONS
    languages: tuple[str, ...] = ()
    notice = "Lines are compared by letters and single words, not by meaning: no sentence encoder."

    @property
    def digest(self) -> str:
        made = f"letters {SHORTEST} {LONGEST} {COLUMNS} {COMMON_WEIGHT} even words {NEAR} {table()}"
        return hashlib.sha256(made.encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            _, vectors = self._words(normalise(text))
            rows[row] = vectors.sum(axis=0)
        return unit(rows)

    def words(self, text: str) -> WordShares:
        spans, vectors = self._words(normalise(text))
        length = float(np.linalg.norm(vectors.sum(axis=0))) or 1.0
        rest = np.zeros(self.dimension, dtype=np.float32)
        return WordShares(spans, vectors / length, unit(vectors), rest)

    def _words(self, line: str) -> tuple[tuple[tuple[int, int], ...], Vectors]:
        """Where each word stands, and (words, dimension): its part of the line's vector."""
        found = list(WORD.finditer(line))
        vectors = np.zeros((len(found), self.dimension), dtype=np.float32)
        for row, match in enumerate(found):
            word = match.group().lower()
            weight = np.float32(COMMON_WEIGHT if word in COMMON else 1.0)
            vectors[row, :COLUMNS] = weight * _hashed(word)
            vectors[row, COLUMNS:] = weight * meaning(word)
        _share_out(vectors[:, :COLUMNS], 1 - NEAR)
        _share_out(vectors[:, COLUMNS:], NEAR)
        return tuple(match.span() for match in found), vectors


def _share_out(part: Vectors, share: float) -> None:
    """Scale one half of all words, in place, so that it is this share of the line's square."""
    length = float(np.linalg.norm(part.sum(axis=0)))
    if length > 0:
        part *= math.sqrt(share) / length


@lru_cache(maxsize=8_192)
def _hashed(word: str) -> Vectors:
    """(COLUMNS,) unit: the word's letter groups, each in its column with its sign.

    Every telling word weighs the same: a long one has more groups, not more to say.
    """
    vector = np.zeros(COLUMNS, dtype=np.float32)
    for group in groups(word):
        code = crc32(group.encode())
        vector[code % COLUMNS] += 1.0 if code & 0x8000_0000 else -1.0
    return unit(vector)
