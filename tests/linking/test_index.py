"""The organisation's zero point, and what lies nearest."""

import numpy as np
import pytest

from services.linking.encoder import Encoder, Vectors
from services.linking.index import Centre, centre_of, nearest
from tests.support.said import GATE, LOCKOUT, STRAYS

CROWD = [f"the belt on line {number} stopped again at shift change" for number in range(100)]
OTHERS = [*GATE, *LOCKOUT, *STRAYS]


def likeness(encoder: Encoder, centre: Centre) -> float:
    """How alike two lines are that say of the belt what everybody says of it."""
    one, other = centre.apply(
        encoder.encode(
            [
                "the belt on line 300 stopped again at shift change",
                "the belt on line three stopped at shift change this week",
            ]
        )
    )
    return float(one @ other)


def test_nearly_identical_lines_by_the_hundred_do_not_become_the_zero_point(
    shipped: Encoder,
) -> None:
    once = centre_of(shipped.encode([*OTHERS, CROWD[0]]))
    crowded = centre_of(shipped.encode([*OTHERS, *CROWD]))
    assert likeness(shipped, crowded) > likeness(shipped, once) - 0.1
    assert crowded.count < len(OTHERS) + 10


def test_lines_without_words_count_for_nothing(shipped: Encoder) -> None:
    told = shipped.encode(OTHERS)
    blank: Vectors = np.zeros((50, shipped.dimension), dtype=np.float32)
    assert np.allclose(centre_of(np.concatenate([told, blank])).mean, centre_of(told).mean)


@pytest.mark.parametrize("count", [0, 3])
def test_of_nothing_the_centre_is_the_origin(count: int) -> None:
    centre = centre_of(np.zeros((count, 4), dtype=np.float32))
    assert centre.count == 0
    assert not centre.mean.any()


def test_the_nearest_come_first_and_ties_keep_their_order() -> None:
    alike = np.array([0.1, 0.9, 0.5, 0.9], dtype=np.float32)
    assert list(nearest(alike, 3)) == [1, 3, 2]
    assert list(nearest(alike, 2, np.array([True, False, True, True]))) == [3, 2]
