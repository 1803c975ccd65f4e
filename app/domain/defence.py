"""What protects the team: first what there is and what it rests on, then what would be new."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

DefenceState = Literal["works", "skill", "missing", "new"]
DEFENCES: dict[DefenceState, str] = {
    "works": "Works",
    "skill": "Rests on someone's skill",
    "missing": "Missing",
    "new": "New",
}


class Defence(Noun):
    id: UUID
    words: str
    state: DefenceState


def may_be_new(defences: Sequence[Defence]) -> bool:
    """New defences come after at least one that exists or is missed today."""
    return any(each.state != "new" for each in defences)
