"""Light grouping of a board: where a loose line might belong. It moves nothing by itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.domain.noun import Noun
from app.domain.observation import Line

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "with that this from they them then there when what where which have just only your ours "
    "does because always never every than into over been were will would could should about "
    "again nicht auch eine einer einem einen wenn dann aber weil immer wird sind haben oder "
    "noch schon über unter beim mehr ohne kein keine dass"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_ENOUGH = 0.2


class Group(Noun):
    """A heap of lines that people put together and named."""

    id: UUID
    name: str
    lines: tuple[UUID, ...] = ()


def content_words(words: str) -> frozenset[str]:
    """Words that carry the sense: four letters or more, cut to six so that endings matter less."""
    return frozenset(each[:6] for each in _WORD.findall(words.lower()) if each not in _COMMON)


def likeness(one: str, other: str) -> float:
    """How much of the shorter line's content words stand in the other too: 0 to 1."""
    first, second = content_words(one), content_words(other)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def near(lines: Sequence[Line], groups: Sequence[Group]) -> Mapping[UUID, UUID]:
    """For loose lines only: the group whose lines are nearest, if one is near enough.

    A line that a person has placed is never in the answer.
    """
    by_id = {line.id: line for line in lines}
    placed = {line_id for group in groups for line_id in group.lines}
    profiles = {group.id: _profile(group, by_id) for group in groups}
    found: dict[UUID, UUID] = {}
    for line in lines:
        best = _best(line, profiles)
        if line.id not in placed and line.state == "confirmed" and best is not None:
            found[line.id] = best
    return found


def _profile(group: Group, by_id: Mapping[UUID, Line]) -> frozenset[str]:
    inside = [by_id[each] for each in group.lines if each in by_id]
    return frozenset().union(content_words(group.name), *map(_traits, inside))


def _traits(line: Line) -> frozenset[str]:
    themes: Iterable[str] = (f"theme:{link.theme_id}" for link in line.linked)
    return content_words(line.words) | frozenset(themes)


def _best(line: Line, profiles: Mapping[UUID, frozenset[str]]) -> UUID | None:
    traits = _traits(line)
    scored = [
        (len(traits & profile) / (len(traits) or 1), key) for key, profile in profiles.items()
    ]
    score, best = max(scored, key=lambda each: each[0], default=(0.0, None))
    return best if score >= _ENOUGH else None
