"""Search in own words over released lines: the question is encoded here and kept nowhere."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.own_words import LONGEST_QUESTION, Answer, SearchFilters
from services.backend.connection import Connection
from services.linking.encoder import Encoder
from services.linking.search import ranked, terms
from services.linking.store import as_text


@dataclass(frozen=True)
class Look:
    """A question as it was read: up to its bound, and the words that it may mean."""

    question: str
    meant: tuple[str, ...]
    answers: tuple[Answer, ...]


class OwnWords:
    """For people of an organisation by its id; for a seat, whose secret says where it belongs."""

    def __init__(
        self, connection: Connection, encoder: Callable[[], Encoder], seat: str | None = None
    ) -> None:
        self._connection = connection
        self._encoder = encoder
        self._seat = seat

    async def filters(self, org_id: UUID | None) -> SearchFilters:
        """What can be filtered by: only kinds and areas that enough voices stand behind."""
        return SearchFilters.model_validate(await self._call("search_filters", org_id))

    async def ask(self, org_id: UUID | None, question: str, **filters: str) -> list[Answer]:
        """Lines that answer, best first. Filters: kind, area_id, use, month (as in 2026-03)."""
        return list((await self.look(org_id, question, **filters)).answers)

    async def look(self, org_id: UUID | None, question: str, **filters: str) -> Look:
        """The same, with how the question was read."""
        question = question[:LONGEST_QUESTION]
        encoder = self._encoder()
        vocabulary = await self._call("released_words", org_id)
        meant = await asyncio.to_thread(terms, question, vocabulary["words"])
        vector = (await asyncio.to_thread(encoder.encode, [question]))[0]
        answer = await self._call(
            "search_own_words",
            org_id,
            terms=meant,
            near=as_text(vector) if vector.any() else None,
            digest=encoder.digest,
            filters=filters,
        )
        found = ranked(answer["lines"], len(meant))
        answers = [Answer.model_validate({**each.row, "score": each.score}) for each in found]
        return Look(question, tuple(meant), tuple(answers))

    async def _call(self, function: str, org_id: UUID | None, **given: object) -> dict[str, Any]:
        """By POST, and never by address: what somebody asks is in no access log."""
        if self._seat is not None:
            return await self._connection.call(f"seat_{function}", secret=self._seat, **given)
        return await self._connection.call(function, org=str(org_id), **given)
