"""Replay a labelled file as a facilitator would live it, who taps what is right and nothing else.

Themes exist only because somebody made them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from services.linking.candidates import Candidate, Field, Judge, Query, Ranking, Rows, rank
from services.linking.cluster import is_new, merges, proposals
from services.linking.index import centre_of
from services.linking.score import Weights, recalibrate
from services.linking.trial import NO_THEME, Board, Labelled

REVIEW_EVERY = 40
ANSWERS_PER_FIT = 10
GOOD_SHARE = 0.7
"""A proposal is worth accepting when this share of it is one theme."""
LATER = 0.2
"""The share of lines that arrives after the links were written down."""


@dataclass(frozen=True)
class Worked:
    """Marks of the second replay."""

    b3: float
    b3_alone: float
    """B-cubed F1 if every line were left alone: the number to beat."""
    auto: float
    """Share of lines linked without a person."""
    auto_right: float
    taps: float
    """Per line."""
    changed: float
    """Share of links that were different after LATER more lines had arrived."""
    themes: int


def work(file: Labelled, seed: int, weights: Weights) -> Worked:
    """Replay as a facilitator would live it."""
    return _Shift(Board(file, seed, weights)).run()


class _Shift:
    """One facilitator at work, who taps only what is right."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.taps = self.auto = self.auto_right = 0
        self.answers: list[tuple[float, bool]] = []
        self.unreviewed = 0
        self.before: Rows = np.empty(0, dtype=np.intp)
        self.refused: set[frozenset[int]] = set()
        """Pairs of themes that are not one."""
        self.declined: list[frozenset[int]] = []
        """Groups of lines that are no theme."""
        self.shown: dict[int, set[str]] = {}
        """Themes that a line in the pool was offered already."""

    def run(self) -> Worked:
        board = self.board
        lines = len(board.texts)
        for row in range(lines):
            self._take(row, board.arrive())
            if self.unreviewed >= REVIEW_EVERY or row == lines - 1:
                self._review()
            if row == int(lines * (1 - LATER)):
                self.before = board.theme[: row + 1].copy()
        truth = np.array([hash(label) if label != NO_THEME else 0 for label in board.labels])
        return Worked(
            b3=b_cubed(alone(board.theme, -1), alone(truth, 0)),
            b3_alone=b_cubed(np.arange(lines), alone(truth, 0)),
            auto=self.auto / lines,
            auto_right=self.auto_right / self.auto if self.auto else 1.0,
            taps=self.taps / lines,
            changed=changed(self.before, board.theme[: len(self.before)]),
            themes=len(set(board.theme[board.theme >= 0])),
        )

    def _take(self, row: int, ranking: Ranking) -> None:
        board = self.board
        best = ranking.lead
        if ranking.verdict == "link" and best is not None:
            board.theme[row] = board.themes.index(str(best.theme))
            self.auto += 1
            self.auto_right += board.right(best, row)
            return
        picked = None
        if ranking.suggestions:
            self.taps += 1
            picked = next((c for c in ranking.suggestions if board.right(c, row)), None)
            self._learn(answered(ranking.suggestions, picked))
        self.shown[row] = {str(c.theme) for c in ranking.suggestions if c.theme is not None}
        if picked is None:
            self.unreviewed += 1
        elif picked.theme is not None:
            board.theme[row] = board.themes.index(picked.theme)
        else:
            board.open_theme(board.labels[row], [board.ids.index(str(picked.line)), row])

    def _learn(self, answers: list[tuple[float, bool]]) -> None:
        before = len(self.answers) // ANSWERS_PER_FIT
        self.answers += answers
        if len(self.answers) // ANSWERS_PER_FIT > before:
            fitted = recalibrate(*zip(*self.answers, strict=True))
            self.board.judge = Judge(self.board.judge.letters, self.board.judge.weights, fitted)

    def _review(self) -> None:
        """New themes from the pool, then themes that are one."""
        self.unreviewed = 0
        board = self.board
        pool = np.flatnonzero(board.theme[: board.count] < 0)
        grown = proposals(board.vectors[pool], [str(row) for row in pool])
        for rows in ([int(pool[at]) for at in group.rows] for group in grown):
            if not is_new(rows, self.declined):
                continue
            self.taps += 1
            label, count = Counter(board.labels[row] for row in rows).most_common(1)[0]
            if label == NO_THEME or count < GOOD_SHARE * len(rows):
                self.declined.append(frozenset(rows))
                continue
            board.open_theme(label, [row for row in rows if board.labels[row] == label])
        self._join()
        self._look_again()

    def _look_again(self) -> None:
        """Lines that waited in the pool beside themes that have grown; each pair is asked once."""
        board = self.board
        for row in np.flatnonzero(board.theme[: board.count] < 0):
            seen = self.shown.setdefault(int(row), set())
            query = Query(board.texts[row], board.vectors[row])
            ranking = rank(query, _without(board.field(), int(row)), board.judge, seen)
            shown = [c for c in ranking.suggestions if c.theme is not None]
            if not shown:
                continue
            self.taps += 1
            picked = next((c for c in shown if board.right(c, int(row))), None)
            seen |= {str(c.theme) for c in shown}
            if picked is not None:
                board.theme[row] = board.themes.index(str(picked.theme))

    def _join(self) -> None:
        board = self.board
        pairs = merges(board.vectors[: board.count], board.theme[: board.count], len(board.themes))
        for pair in pairs:
            key = frozenset({-1 - pair.one, -1 - pair.other})
            gone = not (board.theme == pair.one).any() or not (board.theme == pair.other).any()
            if key in self.refused or gone:
                continue
            self.taps += 1
            if board.truth[pair.one] != board.truth[pair.other]:
                self.refused.add(key)
                continue
            # the merged theme keeps its place in what was written down: a person joined them
            self.before[self.before == pair.other] = pair.one
            board.theme[board.theme == pair.other] = pair.one


def _without(field: Field, row: int) -> Field:
    keep = np.arange(len(field.ids)) != row
    rows = np.flatnonzero(keep)
    return replace(
        field,
        ids=[field.ids[int(at)] for at in rows],
        texts=[field.texts[int(at)] for at in rows],
        vectors=field.vectors[keep],
        theme=field.theme[keep],
    )


def answered(shown: Sequence[Candidate], picked: Candidate | None) -> list[tuple[float, bool]]:
    """What one tap says: yes to what was picked, no to what stood above it, nothing of the rest."""
    found = []
    for candidate in shown:
        found.append((candidate.logit, candidate is picked))
        if candidate is picked:
            break
    return found


def cold_start(file: Labelled) -> tuple[int, int]:
    """How many themes proposed from a bare file are good, and how many there are."""
    vectors = centre_of(file.vectors).apply(file.vectors)
    found = proposals(vectors, [str(row) for row in range(len(vectors))])
    good = 0
    for grown in found:
        label, count = Counter(file.labels[row] for row in grown.rows).most_common(1)[0]
        good += label != NO_THEME and count >= GOOD_SHARE * len(grown.rows)
    return good, len(found)


def b_cubed(found: NDArray[np.intp], truth: NDArray[np.intp]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) of two groupings of the same lines."""
    same_found = found[:, None] == found[None, :]
    same_truth = truth[:, None] == truth[None, :]
    both = (same_found & same_truth).sum(axis=1)
    precision = float((both / same_found.sum(axis=1)).mean())
    recall = float((both / same_truth.sum(axis=1)).mean())
    return 2 * precision * recall / (precision + recall)


def changed(before: Rows, after: Rows) -> float:
    """Share of the links in `before` that point elsewhere, or nowhere, in `after`."""
    linked = before >= 0
    if not linked.any():
        return 0.0
    return float((before[linked] != after[linked]).mean())


def alone(groups: NDArray[np.intp], none: int) -> NDArray[np.intp]:
    """Groups by number, with each line of no group in a group of its own."""
    _, numbered = np.unique(groups, return_inverse=True)
    rows = np.arange(len(groups))
    return np.where(groups == none, len(groups) + rows, numbered)
