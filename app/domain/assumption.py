"""What the design of the work takes for granted. Not anybody's mistake."""

from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

AssumptionKind = Literal["staffing", "no_interruption", "equipment", "time", "clarity", "own"]
ASSUMPTIONS: dict[AssumptionKind, str] = {
    "staffing": "Staffing is stable",
    "no_interruption": "Nothing interrupts",
    "equipment": "Equipment does what it should",
    "time": "There is enough time",
    "clarity": "It is clear enough what to do",
    "own": "Something else",
}


class Assumption(Noun):
    """`words` only for an own one; `lines` show where it meets the day."""

    id: UUID
    kind: AssumptionKind
    words: str = ""
    lines: tuple[UUID, ...] = ()

    @property
    def title(self) -> str:
        return self.words or ASSUMPTIONS[self.kind]
