"""Weak signals are counted in sessions, against how many sessions there were."""

import pytest

from services.linking.review import signals
from services.linking.signals import (
    ALARM,
    at_least,
    breadth,
    enough_to_tell,
    new_site,
    rise,
)

STEADY = [1, 0, 0, 1, 0, 0] * 8


def test_six_of_nine_mentions_in_the_last_six_of_sixty_weeks_are_an_alarm() -> None:
    mentions = [0] * 60
    for week in (3, 20, 41, 54, 55, 56, 57, 58, 59):
        mentions[week] = 1
    found = rise(mentions, [5] * 60)
    assert (found.recent, found.mentions, found.weeks) == (6, 9, 60)
    assert found.alarm
    assert found.p == pytest.approx(at_least(6, 9, 0.1))


def test_a_steady_theme_is_no_alarm() -> None:
    assert not rise(STEADY, [5] * 48).alarm


def test_more_sessions_alone_raise_no_alarm() -> None:
    held = [2] * 42 + [20] * 6
    assert not rise([1] * 42 + [10] * 6, held).alarm
    assert rise([1] * 42 + [10] * 6, [11] * 48).alarm


@pytest.mark.parametrize(("mentions", "held"), [([], []), ([0, 0], [0, 0]), ([1], [1])])
def test_without_a_past_nothing_rises(mentions: list[int], held: list[int]) -> None:
    assert rise(mentions, held).p == 1


def test_fewer_than_three_sessions_or_weeks_are_never_shown() -> None:
    assert not enough_to_tell([1, 1])
    assert not enough_to_tell([5, 0, 0])
    assert enough_to_tell([1, 1, 1])


def test_a_theme_at_every_site_is_broader_than_one_that_stays() -> None:
    sites = [5] * 8
    wide = breadth(list("abcdefgh"), sites)
    narrow = breadth(list("aaaaaaaa"), sites)
    assert wide.p < narrow.p
    assert wide.sites == 8 > wide.expected
    assert breadth([], []).p == 1


def test_a_site_that_hears_a_known_theme_for_the_first_time_is_told_once() -> None:
    assert new_site([["a"], *([[]] * 6), ["b", "a"]]) == "b"
    assert new_site([*([[]] * 6), ["b"]]) is None
    assert new_site([["a"], *([[]] * 7)]) is None


def test_several_lines_of_one_session_count_once() -> None:
    weeks = [f"w{n:02d}" for n in range(40)]
    quiet = [(week, "a", []) for week in weeks for _ in range(4)]
    loud = [(week, "a", ["theme"]) for week in weeks[-4:]]
    found = list(signals(weeks, [*quiet, *loud]))
    assert [(theme, kind) for theme, kind, *_ in found] == [("theme", "rise")]
    assert found[0][3] == {"sessions": 4, "weeks": 40, "recent": 4}
    assert found[0][2] < ALARM
