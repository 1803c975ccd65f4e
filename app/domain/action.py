"""An action: change … so that …, with its strength and the lines it stands on."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.domain.noun import Noun

Size = Literal["quick", "larger"]
Strength = Literal["stronger", "intermediate", "weaker"]
CostClass = Literal["none", "small", "larger"]
ActionState = Literal[
    "draft",
    "proposed",
    "approved",
    "approved_with_change",
    "asked",
    "deferred",
    "declined",
    "doing",
    "done",
    "cannot",
]
SIZES: dict[Size, str] = {"quick": "We do it tomorrow", "larger": "Needs the sponsor"}
STRENGTHS: dict[Strength, str] = {
    "stronger": "Stronger",
    "intermediate": "Intermediate",
    "weaker": "Weaker",
}
EXAMPLES: dict[Strength, str] = {
    "stronger": "Takes the need for care away: another tool, a simpler way, two people by plan.",
    "intermediate": "Helps to get it right: a check together, less load, a better display.",
    "weaker": "Rests on memory and care: a reminder, a sign, more training.",
}
"""After the action hierarchy of RCA² (National Patient Safety Foundation, 2015)."""
COSTS: dict[CostClass, str] = {"none": "No cost", "small": "Small cost", "larger": "Larger cost"}
STATES: dict[ActionState, str] = {
    "draft": "Draft",
    "proposed": "Waits for its decision",
    "approved": "Approved",
    "approved_with_change": "Approved with a change",
    "asked": "The sponsor asks",
    "deferred": "Put off to a date",
    "declined": "Declined, with a reason",
    "doing": "Being done",
    "done": "Done",
    "cannot": "Could not be done",
}

MISSING = (
    "what changes",
    "what becomes easier",
    "a role that takes it on",
    "a date",
    "a released line that it answers",
)


class Action(Noun):
    id: UUID
    change: str = Field(max_length=300)
    so_that: str = ""
    owner_role: str = ""
    due: date | None = None
    size: Size = "larger"
    strength: Strength = "intermediate"
    cost_class: CostClass = "none"
    helps: str = ""
    state: ActionState = "draft"
    lines: tuple[UUID, ...] = ()

    def missing(self, released: Collection[UUID]) -> tuple[str, ...]:
        """What it still needs before it can be put forward; `released` are the team's own lines."""
        given = (
            self.change.strip(),
            self.so_that.strip(),
            self.owner_role.strip(),
            self.due,
            any(line in released for line in self.lines),
        )
        return tuple(name for there, name in zip(given, MISSING, strict=True) if not there)


class ChangedElsewhere(Noun):
    """What another team changed; `why` it is near: `assumption:<kind>` or `theme:<title>`."""

    id: UUID
    change: str
    so_that: str = ""
    strength: Strength = "intermediate"
    state: ActionState = "approved"
    why: tuple[str, ...] = ()
    place: str | None = None


def mix(actions: Sequence[Action]) -> dict[Strength, int]:
    """How many of the session's actions are of each strength. A mix, not a mark."""
    counted = Counter(each.strength for each in actions)
    return {strength: counted[strength] for strength in STRENGTHS}
