import itertools

import numpy as np
import pytest

from services.linking.cluster import average_link, is_new, merges, proposals, split
from services.linking.encoder import Encoder, Vectors, unit
from services.linking.index import centre_of
from services.linking.titles import keywords, quote, title_row

GATE = [
    "lorry drivers wait an hour at the gate because nobody knows they are coming",
    "the gate has no list of deliveries so every lorry driver has to wait and phone",
    "lorry drivers queue down the road, the gate never knows who is due",
]
CANTEEN = [
    "the canteen closes before the late shift gets its break",
    "the canteen has no hot food when the late shift gets its break",
    "late shift break comes when the canteen is already shut",
]
STRAYS = ["the pump seal leaks", "radio battery dies", "gulls nest on the stack"]


def random_lines(count: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, 6)).astype(np.float32))


def one_after_another(alike: Vectors, least: float) -> list[list[int]]:
    """Average link as the book has it: join the closest two, look at all pairs again."""
    groups = [[row] for row in range(len(alike))]
    while True:
        pairs = [
            (float(alike[np.ix_(groups[a], groups[b])].mean()), a, b)
            for a, b in itertools.combinations(range(len(groups)), 2)
        ]
        if not pairs or max(pairs)[0] < least:
            return sorted((sorted(g) for g in groups), key=lambda g: (-len(g), g))
        _, a, b = max(pairs)
        groups[a] += groups.pop(b)


@pytest.mark.parametrize("seed", range(8))
def test_the_fast_grouping_is_the_average_link_of_the_book(seed: int) -> None:
    lines = random_lines(25, seed)
    assert average_link(lines @ lines.T, 0.3) == one_after_another(lines @ lines.T, 0.3)


def test_the_groups_do_not_depend_on_the_order_of_the_lines(shipped: Encoder) -> None:
    texts = [*GATE, *CANTEEN, *STRAYS]
    for order in ([0, 1, 2, 3, 4, 5, 6, 7, 8], [8, 3, 0, 5, 2, 7, 4, 1, 6]):
        raw = shipped.encode([texts[at] for at in order])
        found = proposals(centre_of(raw).apply(raw), [str(n) for n in order])
        named = {frozenset(order[row] for row in grown.rows) for grown in found}
        assert named == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_lines_of_a_single_session_are_not_proposed_as_a_theme(shipped: Encoder) -> None:
    raw = shipped.encode([*GATE, *STRAYS])
    vectors = centre_of(raw).apply(raw)
    assert proposals(vectors, ["one"] * 6) == ()
    assert len(proposals(vectors, ["one", "two", *["one"] * 4])) == 1


def test_a_thousand_identical_lines_are_one_group() -> None:
    same = np.repeat(random_lines(1, 0), 1000, axis=0)
    (group,) = average_link(same @ same.T, 0.35)
    assert len(group) == 1000


def test_the_pool_that_is_read_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.linking.cluster.MOST", 10)
    same = np.repeat(random_lines(1, 0), 30, axis=0)
    (grown,) = proposals(same, [str(n) for n in range(30)])
    assert sorted(grown.rows) == list(range(20, 30))


@pytest.mark.parametrize("count", [0, 1])
def test_of_no_lines_or_one_nothing_is_proposed(count: int) -> None:
    assert proposals(random_lines(count, 0), ["one"] * count) == ()


def test_two_themes_that_say_the_same_are_offered_for_merging_and_no_theme_with_itself() -> None:
    middle = random_lines(2, 1)
    vectors = unit(np.repeat(middle, 4, axis=0) + 0.05 * random_lines(8, 2))
    theme = np.array([0, 0, 1, 1, 2, 2, 2, -1])
    (pair,) = merges(vectors, theme, 3)
    assert (pair.one, pair.other) == (0, 1)
    assert pair.alike > 0.9


def test_a_theme_with_two_sides_can_be_split_and_one_with_one_side_cannot() -> None:
    axes = np.eye(6, dtype=np.float32)[[0] * 4 + [1] * 5]
    two_sided = unit(axes + 0.05 * random_lines(9, 3))
    sides = split(two_sided)
    assert sides is not None
    assert {len(side) for side in sides} == {4, 5}
    assert split(two_sided[4:]) is None
    assert split(unit(np.ones((9, 6), dtype=np.float32) + 0.1 * random_lines(9, 4))) is None


def test_a_working_title_is_a_short_central_line_in_the_teams_own_words(shipped: Encoder) -> None:
    texts = [*GATE, "the gate", "the gate at the plant by the river was painted green in May"]
    title = texts[title_row(texts, shipped.encode(texts))]
    assert title in GATE
    assert title_row(["🔥", "the gate"], np.zeros((2, 4), dtype=np.float32)) == 1
    assert title_row(["only this"], np.ones((1, 4), dtype=np.float32)) == 0


def test_a_long_line_is_cut_at_a_word_with_a_mark() -> None:
    assert quote("  short \n line ") == "short line"
    cut = quote("every lorry " * 40)
    assert len(cut) <= 200
    assert cut.endswith("every…")
    assert len(quote("x" * 500)) == 200


def test_keywords_are_said_in_two_sessions_and_not_everywhere() -> None:
    corpus = [*GATE, *CANTEEN, *(f"the pump {n} leaks" for n in range(40))]
    assert {"gate", "lorry"} < set(keywords(GATE, ["a", "b", "c"], corpus))
    assert keywords(GATE, ["a", "a", "a"], corpus) == ()
    assert "pump" not in keywords(["the pump hums", "a pump hums"], ["a", "b"], corpus)
    assert keywords([], [], []) == ()


def test_a_declined_group_does_not_come_back_with_one_line_more() -> None:
    assert not is_new("abcd", ["abc"])
    assert is_new("abxyz", ["abc"])
    assert is_new("abc", [])
