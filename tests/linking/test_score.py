import math

import pytest

from services.linking.score import (
    WEIGHTS,
    Calibration,
    Features,
    calibration_error,
    recalibrate,
    record_at,
    sigmoid,
)


def test_every_feature_speaks_for_the_link() -> None:
    base = WEIGHTS.logit(Features(0.3, 0.1, 0.2))
    for better in (Features(0.4, 0.1, 0.2), Features(0.3, 0.2, 0.2), Features(0.3, 0.1, 0.3)):
        assert WEIGHTS.logit(better) > base


def test_a_probability_is_safe_at_both_ends() -> None:
    assert sigmoid(-1000) == 0
    assert sigmoid(1000) == 1
    assert Calibration().probability(0.0) == 0.5


def test_without_answers_nothing_is_recalibrated() -> None:
    assert recalibrate([], []) == Calibration(0.0, 1.0)


def test_one_answer_moves_the_calibration_only_a_little() -> None:
    told = recalibrate([2.0], [False])
    assert Calibration().probability(2.0) - told.probability(2.0) < 0.25


def test_an_organisation_that_says_no_makes_leaven_less_sure() -> None:
    logits = [2.5] * 60 + [-2.0] * 60
    told = recalibrate(logits, [False] * 40 + [True] * 20 + [False] * 60)
    assert told.probability(2.5) == pytest.approx(1 / 3, abs=0.08)
    assert told.slope > 0


def test_answers_that_contradict_the_score_never_turn_it_round() -> None:
    assert recalibrate([3.0, -3.0] * 200, [False, True] * 200).slope > 0


def test_the_calibration_error_is_the_distance_between_said_and_true() -> None:
    assert calibration_error([], []) == 0
    assert calibration_error([1.0, 1.0], [True, True]) == 0
    assert calibration_error([0.9] * 10, [True] * 4 + [False] * 6) == pytest.approx(0.5)


def test_the_record_counts_links_at_the_same_level_only() -> None:
    chances, kept = [0.95, 0.92, 0.6, 0.1], [True, False, True, True]
    assert record_at(0.97, chances, kept) == (2, 1)
    assert record_at(0.55, chances, kept) == (1, 1)
    assert record_at(1.0, [1.0], [True]) == (1, 1)
    assert record_at(0.2, chances, kept) == (0, 0)
    assert not math.isnan(sigmoid(0.0))
