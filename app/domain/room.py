"""The room in words: what the machine heard of a recording that everybody agreed to."""

from typing import Literal
from uuid import UUID

from app.domain.noun import Noun


class RoomHearing(Noun):
    """How far one recording is; times in seconds from its beginning."""

    state: Literal["waiting", "in_words", "set_aside"]
    reason: str = ""
    arriving: bool = False
    heard: float = 0.0
    done: float = 0.0
    seconds: float | None = None

    @property
    def share(self) -> float:
        """How much of what has come is in words, 0…1."""
        whole = max(self.heard, self.seconds or 0.0)
        return min(1.0, self.done / whole) if whole else 0.0


class RoomLine(Noun):
    """A line out of the room, of no seat and no voice. The machine's words until it is kept."""

    id: UUID
    words: str
    kept: bool = False
    unsure: tuple[str, ...] = ()
    doubtful: bool = False
    pins: tuple[int, ...] = ()
    """Places in `words` (as the machine heard them) where somebody pinned the moment."""


class RoomText(Noun):
    """`open` when enough people have taken a seat; before that, and after release, no lines."""

    open: bool = False
    recordings: tuple[RoomHearing, ...] = ()
    lines: tuple[RoomLine, ...] = ()

    @property
    def unsettled(self) -> tuple[RoomLine, ...]:
        return tuple(line for line in self.lines if not line.kept)

    @property
    def pinned_first(self) -> tuple[RoomLine, ...]:
        """What is not settled yet, what was pinned on top, else as it was said."""
        return tuple(sorted(self.unsettled, key=lambda line: not line.pins))
