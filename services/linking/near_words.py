"""A small table of words and what they mean, so that letters know a lorry from a letter.

Made once from the shipped encoder (`bench/near_words.py`); reading it needs no model.
"""

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from services.linking.encoder import Vectors, unit

TABLE = Path(__file__).parent / "near_words.npz"
DIRECTIONS = 32
_ENDINGS = (("ies", "y"), ("ied", "y"), ("'s", ""), ("es", ""), ("s", ""), ("ly", ""))
_GROWN = ("ing", "ed", "er", "ers")
_STEM = 3
"""Nothing shorter is left of a word when an ending goes."""


@cache
def digest() -> str:
    """SHA-256 (hex) of the table: it decides vectors."""
    return hashlib.sha256(TABLE.read_bytes()).hexdigest()


@lru_cache(maxsize=8_192)
def meaning(word: str) -> Vectors:
    """(DIRECTIONS,) unit for a word in lower case, or one with its ending off; zeros if unknown."""
    places, vectors = _table()
    row = next((places[form] for form in forms(word) if form in places), None)
    return np.zeros(DIRECTIONS, dtype=np.float32) if row is None else np.asarray(vectors[row])


def forms(word: str) -> Iterator[str]:
    """The word, then what may be its stem: `leaks` is `leak`, `stopped` `stop`, `moving` `move`."""
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            yield word[: -len(ending)] + instead
    for ending in _GROWN:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _STEM:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@cache
def _table() -> tuple[dict[str, int], Vectors]:
    with np.load(TABLE) as read:
        words = str(read["words"]).split()
        return {word: row for row, word in enumerate(words)}, unit(
            read["vectors"].astype(np.float32)
        )
