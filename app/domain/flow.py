"""What stands beside the lines of a session: marks, groups, the story, Improve, and Soak."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.action import Action, ChangedElsewhere
from app.domain.assumption import Assumption
from app.domain.crew import WhyNote
from app.domain.defence import Defence
from app.domain.grouping import Group
from app.domain.noun import Noun
from app.domain.phase import Phase
from app.domain.practice import Practice
from app.domain.session import Use
from app.domain.story import Step

SHORTEST_SOAK_HOURS, USUAL_SOAK_HOURS, LONGEST_SOAK_HOURS = 12, 24, 336
Resonance = Literal["too", "different"]
RESONANCES: dict[Resonance, str] = {"too": "Us too", "different": "Different for us"}


class Pin(Noun):
    """Something mattered here: a number in a row until it is said in a few words."""

    id: UUID
    number: int
    kind: Literal["moment", "idea"] = "moment"


class Resounds(Noun):
    """Whether enough seats tapped to say so. Never how many."""

    too: bool = False
    different: bool = False


class Spread(Noun):
    """How two private taps were spread, three answers at least."""

    answers: int
    could_say: int
    fair: int


class Choice(Noun):
    """Something to dot; `dots` only when the round is over and three or more took part."""

    target: UUID
    words: str
    dots: int | None = None


class DotRound(Noun):
    id: UUID
    dots: int
    closed: bool = False
    enough: bool = False
    choices: tuple[Choice, ...] = ()


class SeatDots(Noun):
    """The round as a seat sees it, and where its own dots are while it runs."""

    round: DotRound | None = None
    mine: tuple[UUID, ...] = ()


class Guide(Noun):
    """A facilitator of the organisation; `guides` says whether this session is theirs."""

    person_id: UUID
    email: str
    guides: bool = False
    me: bool = False


class Flow(Noun):
    """A guide's picture of a session beside the board's lines; lines stand here as ids only."""

    phase: Phase
    soak_began: datetime | None = None
    soak_over: bool = False
    reminded: bool = False
    sponsor_in_room: bool = False
    document: str = ""
    guides: int = 1
    stale: bool = False
    released: frozenset[UUID] = frozenset()
    noted: frozenset[UUID] = frozenset()
    parked: tuple[UUID, ...] = ()
    pins: tuple[Pin, ...] = ()
    marks: dict[UUID, tuple[str, ...]] = {}
    resonance: dict[UUID, Resounds] = {}
    translations: dict[UUID, str] = {}
    """What a guide wrote beside lines in another language."""
    groups: tuple[Group, ...] = ()
    safety: Spread | None = None
    steps: tuple[Step, ...] = ()
    why_notes: tuple[WhyNote, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    practices: tuple[Practice, ...] = ()
    defences: tuple[Defence, ...] = ()
    actions: tuple[Action, ...] = ()
    round: DotRound | None = None
    elsewhere: tuple[ChangedElsewhere, ...] = ()


class StoryLine(Noun):
    """A line of the team as a seat sees it; `own` is what this seat tapped."""

    id: UUID
    words: str
    mine: bool = False
    noted: bool = False
    photo: bool = False
    own: Resonance | None = None
    too: bool = False
    different: bool = False


class ElsewhereLine(Noun):
    """A released line of another session. `place` is None while too few voices stand behind it."""

    id: UUID
    words: str
    theme: str = ""
    place: str | None = None


class SeatFlow(Noun):
    """What a seat sees of the way; the story's order is new each time."""

    session_id: UUID
    phase: Phase
    use: Use = "work"
    kind: Literal["team", "routine"] = "team"
    soak_until: datetime | None = None
    soak_over: bool = False
    soak_shortened_because: str = ""
    reminded: bool = False
    sponsor_in_room: bool = False
    released: bool = False
    guides: int = 1
    open: bool = False
    story: tuple[StoryLine, ...] = ()
    translations: dict[UUID, str] = {}
    elsewhere: tuple[ElsewhereLine, ...] = ()
    turn: int = 0
    safety_given: bool = False
