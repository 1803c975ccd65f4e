"""An observation: a line in a worker's own words. It has no author and no time."""

from typing import Any, Literal
from uuid import UUID

from app.domain.link import Link
from app.domain.noun import Noun

State = Literal["waiting", "to_check", "no_speech", "set_aside", "confirmed"]
Lens = Literal["odd", "hard", "risky", "changed"]

MOST_TYPED_CHARACTERS = 500
MOST_SPOKEN_CHARACTERS = 6000
STATES: dict[State, str] = {
    "waiting": "Being turned into words",
    "to_check": "Words not checked yet",
    "no_speech": "No speech heard: listen, or say it again",
    "set_aside": "Could not be turned into words; the recording is kept",
    "confirmed": "With the team",
}


class Said(Noun):
    """What everybody who may read a line sees of it."""

    id: UUID
    state: State
    words: str = ""
    spoken: bool = False
    phase: str = "learn"
    parked: bool = False
    lens: Lens | None = None
    photo: bool = False


class Line(Said):
    """A line of the team circle, with what it is linked to."""

    links: tuple[Link, ...] = ()

    @property
    def linked(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.state == "linked")

    @property
    def suggested(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.state == "suggested")


class OwnLine(Said):
    """A line as its speaker sees it until release, with the machine's doubts."""

    reason: str = ""
    share: float | None = None
    """How much of the recording is in words, 0…1, while it waits."""
    segments: tuple[dict[str, Any], ...] = ()
