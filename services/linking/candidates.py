"""One line beside everything it may be compared with: candidates, features, and what to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from services.linking.encoder import Vectors, unit
from services.linking.index import nearest
from services.linking.lexical import Letters
from services.linking.score import LINK, SUGGEST, WEIGHTS, Calibration, Features, Weights
from services.linking.text import duplicates_of, words

NEIGHBOURS = 60
CENTRES = 8
RIVALS = 5
"""Unlinked lines that compete with the themes: without them the first theme wins by default."""
SUGGESTIONS = 3
MEMBERS = 20
"""At most so many of a theme's lines are compared letter by letter."""
WORDS_TO_LINK = 3
"""A line shorter than this is never linked without a person."""

Rows = NDArray[np.intp]
Verdict = Literal["link", "suggest", "pool"]


@dataclass(frozen=True)
class Field:
    """The lines and themes that a new line may be compared with, in one order, mean-centred."""

    ids: Sequence[str]
    texts: Sequence[str]
    vectors: Vectors
    """(n, dimension) unit, from `Centre.apply`."""
    theme: Rows
    """(n,): the row in `themes` that a line is linked to, or -1."""
    themes: Sequence[str]
    centres: Vectors
    """(themes, dimension) unit: from `centres_of`."""


@dataclass(frozen=True)
class Query:
    """The new line."""

    text: str
    vector: Vectors
    """(dimension,) unit, centred as the field is."""


@dataclass(frozen=True)
class Judge:
    """What turns likeness into a probability for one organisation."""

    letters: Letters = field(default_factory=Letters)
    weights: Weights = WEIGHTS
    calibration: Calibration = field(default_factory=Calibration)


@dataclass(frozen=True)
class Candidate:
    """A theme (or an unlinked line: "the same as this one?") with its probability."""

    theme: str | None
    line: str | None
    p: float
    logit: float
    features: Features
    same: bool = False
    """An unlinked line in (nearly) the same letters: no rival, whatever becomes of one becomes
    of both. Said twenty times, such lines would else crowd out every theme."""


@dataclass(frozen=True)
class Ranking:
    """All candidates, best first, and what is to be done with the line."""

    candidates: tuple[Candidate, ...]
    verdict: Verdict

    @property
    def lead(self) -> Candidate | None:
        """The best of those that compete."""
        return next((c for c in self.candidates if not c.same), None)

    @property
    def suggestions(self) -> tuple[Candidate, ...]:
        """At most three that are worth a tap."""
        return tuple(c for c in self.candidates if c.p >= SUGGEST)[:SUGGESTIONS]


def centres_of(vectors: Vectors, theme: Rows, themes: int) -> Vectors:
    """(themes, dimension) unit: the middle of each theme; without lines it is zeros."""
    sums = np.zeros((themes, vectors.shape[-1]), dtype=np.float32)
    linked = theme >= 0
    np.add.at(sums, theme[linked], vectors[linked])
    return unit(sums)


def rank(
    query: Query, field: Field, judge: Judge | None = None, refused: Collection[str] = ()
) -> Ranking:
    """Candidates for a line, best first. `refused`: ids of themes or lines a person said no to."""
    judge = judge or Judge()
    if not words(query.text):
        return Ranking((), "pool")
    found = _features(query, field, judge.letters)
    found = [c for c in found if (c.theme or c.line) not in refused]
    found.sort(key=lambda c: -c.p)  # by strength until the margin is known; ties keep their order
    rivals = [c for c in found if not c.same]
    ranking = Ranking(tuple(_certain(c, _margin(rivals, c), judge) for c in found), "pool")
    return replace(ranking, verdict=_verdict(query, ranking))


def _verdict(query: Query, ranking: Ranking) -> Verdict:
    lead = ranking.lead
    sure = lead is not None and lead.theme is not None and lead.p >= LINK
    if sure and len(words(query.text)) >= WORDS_TO_LINK:
        return "link"
    return "suggest" if ranking.suggestions else "pool"


def _features(query: Query, field: Field, letters: Letters) -> list[Candidate]:
    alike = field.vectors @ query.vector
    to_centres = field.centres @ query.vector
    close = nearest(alike, NEIGHBOURS)
    themes = dict.fromkeys(int(t) for t in field.theme[close] if t >= 0)
    themes |= dict.fromkeys(int(t) for t in nearest(to_centres, CENTRES))
    found = []
    for theme in themes:
        members = nearest(alike, MEMBERS, field.theme == theme)
        if len(members):
            candidate = Candidate(field.themes[theme], None, 0.0, 0.0, Features(0.0, 0.0, 0.0))
            cent = float(to_centres[theme])
            found.append(
                _measured(candidate, cent, alike, members, _char(query, field, members, letters))
            )
    same = _same(query, field, alike)
    unlinked = field.theme < 0
    unlinked[same] = False
    for row in (*same[:1], *nearest(alike, RIVALS, unlinked)):
        none = Features(0.0, 0.0, 0.0)
        candidate = Candidate(None, field.ids[row], 0.0, 0.0, none, same=row in same[:1])
        members = np.array([row])
        found.append(
            _measured(
                candidate, float(alike[row]), alike, members, _char(query, field, members, letters)
            )
        )
    return found


def _same(query: Query, field: Field, alike: Vectors) -> Rows:
    """Rows of unlinked lines that say the same as the query in the same letters, nearest first."""
    rows = nearest(alike, len(alike), field.theme < 0)
    found = duplicates_of(query.text, [field.texts[row] for row in rows])
    return np.asarray(rows[found], dtype=np.intp)


def _measured(
    candidate: Candidate, cent: float, alike: Vectors, members: Rows, char: float
) -> Candidate:
    """Strength before the margin is known; it stands in `p` only until then."""
    best = alike[members]
    strength = 0.5 * cent + 0.25 * float(best[0]) + 0.25 * float(best[:3].mean()) + 0.15 * char
    return replace(candidate, p=strength, features=Features(cent, 0.0, char))


def _char(query: Query, field: Field, members: Rows, letters: Letters) -> float:
    alike = sorted(letters.alike(query.text, [field.texts[row] for row in members]), reverse=True)
    return sum(alike[:3]) / min(3, len(alike))


def _margin(rivals: Sequence[Candidate], candidate: Candidate) -> float:
    best = next((rival for rival in rivals if rival is not candidate), None)
    return 0.0 if best is None else candidate.p - best.p


def _certain(candidate: Candidate, margin: float, judge: Judge) -> Candidate:
    features = replace(candidate.features, margin=margin)
    logit = judge.weights.logit(features)
    return replace(
        candidate, features=features, logit=logit, p=judge.calibration.probability(logit)
    )
