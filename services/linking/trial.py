"""Replay a labelled file as if it were an organisation's first months.

After each line its true theme is known, so every answer can be marked.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from services.linking.candidates import (
    Candidate,
    Field,
    Judge,
    Query,
    Ranking,
    Rows,
    centres_of,
    rank,
)
from services.linking.encoder import Vectors
from services.linking.index import centre_of
from services.linking.lexical import Letters
from services.linking.score import LINK, Weights, recalibrate

NO_THEME = "-1"


@dataclass(frozen=True)
class Labelled:
    """A file: lines, their true themes (`-1` = none), and the lines' vectors as encoded."""

    name: str
    texts: Sequence[str]
    labels: Sequence[str]
    vectors: Vectors


class Board:
    """An organisation that grows line by line. Rows are in order of arrival."""

    def __init__(self, file: Labelled, seed: int, weights: Weights) -> None:
        order = list(range(len(file.texts)))
        random.Random(seed).shuffle(order)  # noqa: S311 (a seeded order, not a secret)
        self.texts = [file.texts[at] for at in order]
        self.labels = [file.labels[at] for at in order]
        self.ids = [str(at) for at in order]
        self.theme: Rows = np.full(len(order), -1, dtype=np.intp)
        self.themes: list[str] = []
        self.truth: list[str] = []
        """The true theme that each theme was made for."""
        self.count = 0
        self.judge = Judge(Letters(), weights)
        self._raw = file.vectors[order]
        self._centred_at = 0
        self.vectors = self._raw

    def arrive(self) -> Ranking:
        """The next line, ranked against all before it."""
        if self.count >= self._centred_at * 1.1:
            self.vectors = centre_of(self._raw[: self.count]).apply(self._raw)
            self._centred_at = max(1, self.count)
        row = self.count
        ranking = rank(Query(self.texts[row], self.vectors[row]), self.field(), self.judge)
        self.judge.letters.add([self.texts[row]])
        self.count += 1
        return ranking

    def field(self) -> Field:
        vectors, theme = self.vectors[: self.count], self.theme[: self.count]
        centres = centres_of(vectors, theme, len(self.themes))
        return Field(
            self.ids[: self.count], self.texts[: self.count], vectors, theme, self.themes, centres
        )

    def open_theme(self, truth: str, rows: Sequence[int]) -> int:
        self.themes.append(f"theme {len(self.themes)}")
        self.truth.append(truth)
        self.theme[list(rows)] = len(self.themes) - 1
        return len(self.themes) - 1

    def right(self, candidate: Candidate, row: int) -> bool:
        """Whether the candidate is the true answer for the line in `row`."""
        if self.labels[row] == NO_THEME:
            return False
        if candidate.theme is not None:
            return self.truth[self.themes.index(candidate.theme)] == self.labels[row]
        return self.labels[self.ids.index(str(candidate.line))] == self.labels[row]


@dataclass
class Known:
    """Marks of the first replay."""

    lines: int = 0
    asked: int = 0
    """Lines whose theme existed already."""
    first: int = 0
    in_three: int = 0
    sure: int = 0
    """Lines whose best theme stood at LINK or above."""
    sure_right: int = 0
    taught: int = 0
    """The same two after 100 answers have recalibrated the organisation."""
    taught_right: int = 0
    taught_lines: int = 0
    chances: list[float] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)
    logits: list[float] = field(default_factory=list)


def known(file: Labelled, seed: int, weights: Weights, marks: Known | None = None) -> Known:
    """Replay with the truth revealed after each line; adds to `marks`."""
    marks = marks or Known()
    board = Board(file, seed, weights)
    answers: list[tuple[float, bool]] = []
    for row, label in enumerate(board.labels):
        ranking = board.arrive()
        themes = [c for c in ranking.candidates if c.theme is not None]
        marks.lines += 1
        if label in board.truth:
            marks.asked += 1
            marks.first += any(board.right(c, row) for c in themes[:1])
            marks.in_three += any(board.right(c, row) for c in themes[:3])
        _mark(marks, board, ranking, answers)
        if label == NO_THEME:
            continue
        if label in board.truth:
            board.theme[row] = board.truth.index(label)
        else:
            board.open_theme(label, [row])
    return marks


TAUGHT_AFTER = 100


def _mark(marks: Known, board: Board, ranking: Ranking, answers: list[tuple[float, bool]]) -> None:
    row = board.count - 1
    taught = recalibrate(*zip(*answers, strict=True)) if len(answers) >= TAUGHT_AFTER else None
    marks.taught_lines += taught is not None
    for candidate in ranking.candidates[:3]:
        right = board.right(candidate, row)
        marks.chances.append(candidate.p)
        marks.kept.append(right)
        marks.logits.append(candidate.logit)
        if candidate is ranking.lead and candidate.theme is not None:
            marks.sure += candidate.p >= LINK
            marks.sure_right += right and candidate.p >= LINK
            if taught is not None:
                sure = taught.probability(candidate.logit) >= LINK
                marks.taught += sure
                marks.taught_right += right and sure
        answers.append((candidate.logit, right))
