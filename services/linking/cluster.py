"""Proposals from the pool: which unlinked lines belong together, which themes to join or part.

Nothing here changes a theme. The result does not depend on the order of the lines.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.linking.encoder import Vectors

TOGETHER = 0.40
"""Average centred cosine from which unlinked lines are proposed as one theme."""
SMALLEST = 3
MANY, SMALLEST_OF_MANY = 300, 4
"""In a large pool three lines are alike by chance: of such triples less than half were themes."""
SESSIONS = 2
"""A theme needs lines from at least so many sessions."""
MERGE = 0.30
SPLIT = 0.15
SPLIT_SIDE = 4
MOST = 5000
"""Average link keeps all pairs: 5,000 lines are 100 MB."""

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Grown:
    """Lines (rows) that belong together, most central first."""

    rows: tuple[int, ...]
    cohesion: float
    """Mean cosine of all pairs."""


@dataclass(frozen=True)
class Pair:
    """Two themes (rows) whose lines are alike enough to ask whether they are one."""

    one: int
    other: int
    alike: float


def proposals(
    vectors: Vectors, sessions: Sequence[str], together: float = TOGETHER
) -> tuple[Grown, ...]:
    """Groups of (n, dimension) centred unit vectors, most coherent first.

    Only the last MOST rows are read. `sessions` names the session of each row.
    """
    first = max(0, len(vectors) - MOST)
    kept = vectors[first:]
    smallest = SMALLEST if len(kept) < MANY else SMALLEST_OF_MANY
    found = []
    for rows in average_link(kept @ kept.T, together):
        spread = {sessions[first + row] for row in rows}
        if len(rows) >= smallest and len(spread) >= SESSIONS:
            found.append(_grown(kept, rows, first))
    return tuple(sorted(found, key=lambda grown: (-grown.cohesion, grown.rows)))


def is_new(lines: Iterable[Hashable], declined: Iterable[Collection[Hashable]]) -> bool:
    """Whether most of a group was not in one group that a person said no to."""
    own = set(lines)
    return all(2 * len(own.intersection(group)) <= len(own) for group in declined)


def merges(vectors: Vectors, theme: Rows, themes: int) -> tuple[Pair, ...]:
    """Pairs of themes whose lines are alike on average, most alike first."""
    sums = np.zeros((themes, vectors.shape[-1]), dtype=np.float32)
    linked = theme >= 0
    np.add.at(sums, theme[linked], vectors[linked])
    sizes = np.maximum(1, np.bincount(theme[linked], minlength=themes)).astype(np.float32)
    means = sums / sizes[:, None]  # the product of two means is the mean of all products
    alike = means @ means.T
    pairs = [
        Pair(int(one), int(other), float(alike[one, other]))
        for one, other in zip(*np.nonzero(np.triu(alike >= MERGE, k=1)), strict=True)
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.alike, pair.one, pair.other)))


def split(vectors: Vectors) -> tuple[Rows, Rows] | None:
    """The two sides of one theme's (n, dimension) lines, if they have little in common."""
    if len(vectors) < 2 * SPLIT_SIDE or len(vectors) > MOST:
        return None
    groups = average_link(vectors @ vectors.T, SPLIT)
    sides = sorted((rows for rows in groups if len(rows) >= SPLIT_SIDE), key=len, reverse=True)[:2]
    if len(sides) < 2 or sum(map(len, sides)) < len(vectors):  # noqa: PLR2004 (two sides)
        return None
    one, other = (np.array(side, dtype=np.intp) for side in sides)
    return one, other


def average_link(alike: Vectors, least: float) -> list[list[int]]:
    """Average-link groups of an (n, n) similarity matrix, joined while the mean is >= `least`.

    Nearest-neighbour chain (Murtagh 1983): O(n^2) time. `alike` is overwritten.
    """
    count = len(alike)
    members = [[row] for row in range(count)]
    np.fill_diagonal(alike, -np.inf)
    alive = np.ones(count, dtype=bool)
    chain: list[int] = []
    while chain or alive.any():
        if not chain:
            chain.append(int(np.argmax(alive)))
        tip = chain[-1]
        best = _next_of(alike[tip], chain)
        if best < 0 or alike[tip, best] < least:
            _retire(alike, alive, chain)  # nothing that grows later comes closer than this
        elif len(chain) > 1 and best == chain[-2]:
            _join(alike, members, tip, best)
            alive[tip] = False
            del chain[-2:]
        else:
            chain.append(best)
    groups = [sorted(rows) for rows in members if rows]
    return sorted(groups, key=lambda rows: (-len(rows), rows))


def _next_of(row: Vectors, chain: Sequence[int]) -> int:
    best = int(np.argmax(row))
    if not np.isfinite(row[best]):
        return -1
    if len(chain) > 1 and row[chain[-2]] >= row[best]:
        return chain[-2]  # on a tie, go back: otherwise equal lines chase each other
    return best


def _retire(alike: Vectors, alive: NDArray[np.bool_], chain: list[int]) -> None:
    tip = chain.pop()
    alive[tip] = False
    alike[tip, :] = -np.inf
    alike[:, tip] = -np.inf


def _join(alike: Vectors, members: list[list[int]], gone: int, kept: int) -> None:
    """Lance and Williams for the average: weights are the sizes of the two groups."""
    a, b = len(members[gone]), len(members[kept])
    with np.errstate(invalid="ignore"):
        row = (a * alike[gone] + b * alike[kept]) / np.float32(a + b)
    row[~np.isfinite(alike[kept])] = -np.inf
    row[gone] = -np.inf
    row[kept] = -np.inf
    alike[kept, :] = row
    alike[:, kept] = row
    alike[gone, :] = -np.inf
    alike[:, gone] = -np.inf
    members[kept] += members[gone]
    members[gone] = []


def _grown(vectors: Vectors, rows: Sequence[int], first: int) -> Grown:
    own = vectors[list(rows)]
    middle = own.sum(axis=0)
    to_middle = own @ middle
    pairs = len(rows) * (len(rows) - 1)
    cohesion = (float(middle @ middle) - float((own * own).sum())) / pairs
    order = sorted(range(len(rows)), key=lambda at: (-float(to_middle[at]), rows[at]))
    return Grown(tuple(first + rows[at] for at in order), cohesion)
