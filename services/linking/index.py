"""What lies nearest: exact search in memory, and the organisation's own zero point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.linking.encoder import Vectors, unit

ENOUGH_FOR_A_MEAN = 100
"""Below this many lines the organisation's mean is only half trusted."""
NEARLY_THE_SAME = 0.9
"""Cosine, as encoded, from which two lines are one voice in the mean."""
BLOCK = 512


@dataclass(frozen=True)
class Centre:
    """What all lines of an organisation have in common, in one language and encoder."""

    mean: Vectors
    """(dimension,): the mean of unit vectors, not itself of length one."""
    count: int

    def apply(self, vectors: Vectors) -> Vectors:
        """Unit vectors with what everybody says taken out; rows of zeros stay zeros."""
        if not self.count:
            return unit(vectors)
        blank = ~vectors.any(axis=-1, keepdims=True)
        return unit(np.where(blank, np.float32(0), vectors - self.weight * self.mean))

    @property
    def weight(self) -> np.float32:
        return np.float32(1.0 if self.count >= ENOUGH_FOR_A_MEAN else 0.5)


def centre_of(vectors: Vectors) -> Centre:
    """The centre of (n, dimension) unit vectors as encoded; of none, the origin.

    What is said a thousand times, in the same or nearly the same words, counts once: else it would
    be its own zero point. Lines without words count for nothing.
    """
    told = vectors[vectors.any(axis=-1)]
    if not len(told):
        return Centre(np.zeros(vectors.shape[-1], dtype=np.float32), 0)
    weights = 1.0 / _alike(told)
    mean = weights @ told / weights.sum()
    return Centre(mean.astype(np.float32), round(float(weights.sum())))


def _alike(vectors: Vectors) -> NDArray[np.float64]:
    """(n,): how many of the unit vectors say nearly the same as each, itself among them."""
    counts = [
        (vectors[start : start + BLOCK] @ vectors.T >= NEARLY_THE_SAME).sum(axis=1)
        for start in range(0, len(vectors), BLOCK)
    ]
    return np.maximum(1.0, np.concatenate(counts).astype(np.float64))


def nearest(alike: Vectors, most: int, among: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Rows of the highest values in (n,), best first; ties by row, so that the order is stable."""
    rows = np.arange(len(alike)) if among is None else np.flatnonzero(among)
    if len(rows) > most:
        rows = rows[np.argpartition(-alike[rows], most - 1)[:most]]
    return rows[np.lexsort((rows, -alike[rows]))]
