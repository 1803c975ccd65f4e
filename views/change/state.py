"""What a change would touch, as far as it was asked. The change itself is in its field alone."""

from dataclasses import dataclass, field

from typing_extensions import override

from app.domain.change import AskedChange, Touched
from app.errors import NotSignedInError
from services.backend.visitor import Visitor
from views.search.narrowed import Narrowed


@dataclass(eq=False)
class Checking(Narrowed):
    touched: Touched = field(default_factory=Touched)

    @override
    async def load(self, visitor: Visitor) -> None:
        """For those who sign in: a seat has nothing to check a change with."""
        if not visitor.signed_in:
            raise NotSignedInError("Sign in first, then come back here.")
        await super().load(visitor)

    def sheet(self, visitor: Visitor, change: str, paper: str) -> str:
        """Where the printed sheet is: the change stands sealed in it."""
        assert self.org_id is not None  # noqa: S101 - `load` has found it
        asked = AskedChange(org_id=self.org_id, change=change, filters=self.chosen)
        return f"/change/sheet.pdf?paper={paper}&of={visitor.changes.sealed(asked)}"

    @override
    async def find(self, visitor: Visitor, question: str) -> None:
        assert self.org_id is not None  # noqa: S101 - `load` has found it
        self.touched = await visitor.changes.touches(self.org_id, question, **self.chosen)
