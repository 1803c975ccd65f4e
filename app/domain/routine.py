"""A crew's weekly look back: lines of past weeks, and what has been seen before."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.grouping import likeness
from app.domain.noun import Noun
from app.domain.seat import Danger

ALIKE = 0.5
SLOW_WEEKS = 3
WEEKS_KEPT = 12


class WallLine(Noun):
    """A released line of the area; `week` is an ISO week such as 2026-W47."""

    id: UUID
    words: str
    week: str
    watched: bool = False


class LeftLine(Noun):
    """Spoken at the crew's tablet and checked by nobody: the machine's words with its doubts."""

    id: UUID
    words: str
    segments: tuple[dict[str, Any], ...] = ()


class WallPage(Noun):
    """`to_read` is empty until three voices wait for the crew to read them together."""

    session_id: UUID
    site: str = ""
    area: str = ""
    language: str = "en"
    this_week: str
    danger: Danger | None = None
    lines: tuple[WallLine, ...] = ()
    to_read: tuple[LeftLine, ...] = ()

    @property
    def latest(self) -> tuple[WallLine, ...]:
        """The lines of the newest week that has come out."""
        newest = max((line.week for line in self.lines), default="")
        return tuple(line for line in self.lines if line.week == newest)


class WallCard(Noun):
    """The card for an area's wall; its secret is shown once, to be printed."""

    session_id: UUID
    secret: str
    area: str


def weeks_between(earlier: str, later: str) -> int:
    """Whole weeks from one ISO week to another. Raises ValueError if one is none."""
    return (_monday(later) - _monday(earlier)).days // 7


def seen_before(line: WallLine, lines: Sequence[WallLine]) -> WallLine | None:
    """The oldest line of an earlier week that says much the same, or None."""
    alike = [
        other
        for other in lines
        if other.week < line.week and likeness(line.words, other.words) >= ALIKE
    ]
    return min(alike, key=lambda other: other.week, default=None)


def keeps_coming_back(line: WallLine, lines: Sequence[WallLine]) -> bool:
    """A weak signal: heard in at least three different weeks. Volume in one week is none."""
    weeks = {other.week for other in lines if likeness(line.words, other.words) >= ALIKE}
    return len(weeks | {line.week}) >= SLOW_WEEKS


def _monday(week: str) -> date:
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
