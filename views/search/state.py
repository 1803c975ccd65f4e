"""What a search in own words has found."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from app.domain.own_words import Answer
from services.backend.visitor import Visitor
from views.search.narrowed import Narrowed


@dataclass(eq=False)
class Findings(Narrowed):
    answers: Sequence[Answer] = ()

    @override
    async def find(self, visitor: Visitor, question: str) -> None:
        self.answers = await visitor.own_words.ask(self.org_id, question, **self.chosen)
