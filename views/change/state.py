"""What a change would touch, as far as it was asked. The change itself is in its field alone."""

from dataclasses import dataclass, field

from app.domain.change import Touched
from app.errors import NotAllowedError
from services.backend.visitor import Visitor
from views.search.narrowed import Narrowed


@dataclass(eq=False)
class Checking(Narrowed):
    touched: Touched = field(default_factory=Touched)

    async def find(self, visitor: Visitor, question: str) -> None:
        if self.org_id is None:
            raise NotAllowedError("Your role does not allow this.")
        self.touched = await visitor.changes.touches(self.org_id, question, **self.chosen)
