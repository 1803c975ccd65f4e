"""An action on its sponsor's card, and what was decided about it."""

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

Verdict = Literal["approved", "approved_with_change", "asked", "deferred", "declined"]
OwnerState = Literal["doing", "done", "cannot"]

VERDICTS: dict[Verdict, str] = {
    "approved": "Approved",
    "approved_with_change": "Approved with a change",
    "asked": "A question first",
    "deferred": "Put off",
    "declined": "Declined",
}
STATES: dict[str, str] = {
    **{str(verdict): words for verdict, words in VERDICTS.items()},
    "draft": "Being written",
    "proposed": "Waiting for the sponsor",
    "doing": "Being done",
    "done": "Done",
    "cannot": "Cannot be done as it stands",
}
STRENGTHS = {
    "stronger": "Changes the work itself",
    "intermediate": "Helps people do it",
    "weaker": "Leans on memory and care",
}
COSTS = {"none": "Costs nothing", "small": "Small cost", "larger": "Larger cost"}
HELPED = {
    "yes": "The crew says it would help",
    "partly": "The crew says it would help in part",
    "no": "The crew says it would not help",
    "better": "Better since",
    "same": "No different",
    "worse": "Worse since",
    "mixed": "The crew sees it differently from one another",
    "not_enough": "Too few answers to show",
}
LONGEST_REASON = 600


def needs_words(verdict: Verdict) -> bool:
    """Everything but a plain yes is explained; the database refuses it otherwise."""
    return verdict != "approved"


def default_deferral(today: date) -> date:
    """Two weeks: long enough to find something out, short enough to be remembered."""
    return today + timedelta(days=14)


class GroundLine(Noun):
    """A released line behind an action: words, never who or when."""

    id: UUID
    words: str
    lens: str | None = None
    translation: str = ""


class Decision(Noun):
    id: UUID
    verdict: Verdict
    reason: str = ""
    deferred_until: date | None = None
    in_room: bool = False
    decided_on: date | None = None


class ActionCard(Noun):
    """One action in one screen. `would_help` and `did_it_help` are words, once enough answered."""

    id: UUID
    session_id: UUID | None = None
    topic: str = ""
    change: str
    so_that: str = ""
    owner_role: str = ""
    due: date | None = None
    size: str = "larger"
    strength: str = "intermediate"
    cost_class: str = "none"
    helps: str = ""
    state: str
    lines: tuple[GroundLine, ...] = ()
    last: Decision | None = None
    overdue: bool = False
    would_help: str | None = None
    did_it_help: str | None = None

    @property
    def sentence(self) -> str:
        """What is read aloud: the change, and what for."""
        return f"{self.change} so that {self.so_that}" if self.so_that else self.change

    @property
    def aloud(self) -> str:
        """The card in the order in which it is read aloud: the crew's words first."""
        heard = " ".join(f"A line: {line.words}" for line in self.lines)
        return f"What was heard. {heard} The change: {self.sentence}."


class NewDecision(Noun):
    """`id` is made by the device, so that a queue may send it twice. `seen`: the last decision."""

    id: UUID
    action_id: UUID
    verdict: Verdict
    reason: str = ""
    deferred_until: date | None = None
    spoken: bool = False
    seen: UUID | None = None


class OwnerDecision(Noun):
    verdict: Verdict
    reason: str = ""


class OwnedAction(ActionCard):
    """What the owner's link shows: the action, its lines, the decision's words, the last note."""

    decision: OwnerDecision | None = None
    note: str = ""
