"""How sure: three features of a line beside a theme, as one calibrated probability."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LINK = 0.90
"""From here a line is linked at once; a person can undo it."""
SUGGEST = 0.15
"""From here to LINK it is offered; below it stays in the pool."""
PRIOR = np.array([0.0, 1.0])
LEAST_SLOPE = 0.1
"""However people answer, a higher score never means a lower probability."""
PRECISION = 1e-6
PRIOR_STRENGTH = 4.0
"""How many answers it takes to move an organisation's calibration half way."""


@dataclass(frozen=True)
class Features:
    """What the score is made of: all three grow with likeness."""

    cent: float
    """Cosine to the theme's centre (-1 to 1), mean-centred."""
    margin: float
    """How far ahead of the best other candidate, unlinked lines among them (negative: behind)."""
    char: float
    """Mean likeness in letters to the three most alike lines of the theme (0 to 1)."""


@dataclass(frozen=True)
class Weights:
    """The logistic over the features, and of what the ranking before the margin is made."""

    bias: float
    cent: float
    margin: float
    char: float

    def logit(self, features: Features) -> float:
        """Log-odds that the line belongs to the theme."""
        return (
            self.bias
            + self.cent * features.cent
            + self.margin * features.margin
            + self.char * features.char
        )


WEIGHTS = Weights(bias=-2.22, cent=1.83, margin=9.70, char=3.05)
"""Fitted on development files only; a new fit there moves nothing (docs/linking.md)."""


@dataclass(frozen=True)
class Calibration:
    """Platt's two numbers for one organisation: probability = sigmoid(shift + slope * logit)."""

    shift: float = 0.0
    slope: float = 1.0

    def probability(self, logit: float) -> float:
        return sigmoid(self.shift + self.slope * logit)


def sigmoid(x: float) -> float:
    """The logistic function, safe at both ends."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def recalibrate(logits: Sequence[float], kept: Sequence[bool]) -> Calibration:
    """Fit shift and slope to what people answered; with few answers it hardly moves from (0, 1).

    Newton's method on the log-likelihood with a ridge around (0, 1) (Platt 1999, with a prior).
    """
    z = np.asarray(logits, dtype=np.float64)
    y = np.asarray(kept, dtype=np.float64)
    design = np.stack([np.ones_like(z), z], axis=1)
    point = PRIOR.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ point))
        slope = design.T @ (chance - y) + PRIOR_STRENGTH * (point - PRIOR)
        bend = (design.T * (chance * (1 - chance))) @ design + PRIOR_STRENGTH * np.eye(2)
        step = np.linalg.solve(bend, slope)
        length = 1.0
        while _cost(design, y, point - length * step) > _cost(design, y, point):
            length /= 2  # a whole step may leap over the valley
            if length < PRECISION:
                break
        point = point - length * step
        if float(np.abs(length * step).max()) < PRECISION:
            break
    return Calibration(shift=float(point[0]), slope=max(LEAST_SLOPE, float(point[1])))


def _cost(design: Floats, y: Floats, point: Floats) -> float:
    z = design @ point
    distance = point - PRIOR
    log_loss = float((np.logaddexp(0, z) - y * z).sum())
    return log_loss + PRIOR_STRENGTH / 2 * float(distance @ distance)


def calibration_error(chances: Sequence[float], kept: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: mean distance between what was said and what came true."""
    p = np.asarray(chances, dtype=np.float64)
    y = np.asarray(kept, dtype=np.float64)
    if not len(p):
        return 0.0
    place = np.minimum((p * bins).astype(np.int64), bins - 1)
    total = 0.0
    for at in range(bins):
        here = place == at
        if here.any():
            total += abs(float(p[here].sum() - y[here].sum()))
    return total / len(p)


def record_at(p: float, chances: Sequence[float], kept: Sequence[bool]) -> tuple[int, int]:
    """How many links at this level of certainty were answered, and how many of them were kept."""
    edges = (0.0, SUGGEST, 0.3, 0.5, 0.7, LINK, 1.01)
    low, high = next((a, b) for a, b in pairwise(edges) if a <= p < b)
    answers = [was for chance, was in zip(chances, kept, strict=True) if low <= chance < high]
    return len(answers), sum(answers)
