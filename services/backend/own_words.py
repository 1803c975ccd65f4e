"""Search in own words over released lines: the question is encoded here and kept nowhere."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from services.backend.connection import Connection
from services.linking.encoder import Encoder
from services.linking.search import Found, ranked, terms
from services.linking.store import as_text


class OwnWords:
    def __init__(self, connection: Connection, encoder: Callable[[], Encoder]) -> None:
        self._connection = connection
        self._encoder = encoder

    async def ask(self, org_id: UUID, question: str, **filters: str) -> list[Found]:
        """Lines that answer, best first. Filters: kind, area_id, use, month (as in 2026-03)."""
        encoder = self._encoder()
        vocabulary = await self._connection.call("released_words", org=str(org_id))
        meant = terms(question, vocabulary["words"])
        vector = (await asyncio.to_thread(encoder.encode, [question]))[0]
        answer = await self._connection.call(
            "search_own_words",
            org=str(org_id),
            terms=meant,
            near=as_text(vector) if vector.any() else None,
            digest=encoder.digest,
            filters=filters,
        )
        return ranked(answer["lines"], len(meant))
