"""What every encoder of lines can do, and what is said when one cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.errors import LeavenError

Vectors = NDArray[np.float32]


class EncoderError(LeavenError):
    """An encoder folder is incomplete, damaged, or not what its manifest says."""

    code = "encoder_unusable"
    status = 503


class ForeignVectorError(LeavenError):
    """A vector of one encoder was about to be compared with those of another."""

    code = "foreign_vector"
    status = 409


@dataclass(frozen=True)
class WordShares:
    """A line's unit vector, split by words: `vectors.sum(axis=0) + rest`."""

    spans: tuple[tuple[int, int], ...]
    """Start and end of each word in `normalise(line)`, in characters."""
    vectors: Vectors
    """(words, dimension): each word's share of the line's vector."""
    contexts: Vectors
    """(words, dimension), unit: what each word means where it stands; for aligning two lines."""
    rest: Vectors
    """(dimension,): what belongs to no word (sentence marks of the model, punctuation)."""


class Encoder(Protocol):
    """Turns lines into unit vectors. Vectors of different digests are never compared."""

    @property
    def id(self) -> str: ...
    @property
    def digest(self) -> str:
        """SHA-256 (hex) over everything that decides the vectors."""
        ...

    @property
    def dimension(self) -> int: ...
    @property
    def notice(self) -> str:
        """What a person must know about the quality of these links; empty for a real encoder."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it was made for; empty means any."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, rows of length one; a line without words is zeros."""
        ...

    def words(self, text: str) -> WordShares:
        """The same vector as `encode`, as exact shares of its words."""
        ...


def unit(vectors: Vectors) -> Vectors:
    """Each row at length one; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def require_same(encoder: Encoder, digest: str) -> None:
    """Refuse to compare vectors that another encoder made."""
    if digest != encoder.digest:
        raise ForeignVectorError(
            "These lines were read by another encoder; they are compared after re-encoding."
        )
