"""Before a change: what it would touch. What is going to change is kept nowhere."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from app.domain.change import AskedChange, Touched
from app.errors import NotFoundError
from services.backend.connection import Connection
from services.backend.own_words import OwnWords
from services.linking.encoder import Encoder
from services.linking.touched import standing, touched

TEN_MINUTES = 600  # seconds in which a sheet can be fetched


class Changes:
    """For facilitators; on top of the search in own words."""

    def __init__(
        self,
        connection: Connection,
        own_words: OwnWords,
        encoder: Callable[[], Encoder],
        box: Fernet,
    ) -> None:
        self._connection = connection
        self._own_words = own_words
        self._encoder = encoder
        self._box = box

    def sealed(self, asked: AskedChange) -> str:
        """The question as an address may carry it: closed to everybody but this server."""
        return self._box.encrypt(asked.model_dump_json().encode()).decode()

    def opened(self, sealed: str) -> AskedChange:
        """Raises NotFoundError for what this server has not sealed in the last ten minutes."""
        try:
            return AskedChange.model_validate_json(self._box.decrypt(sealed, ttl=TEN_MINUTES))
        except InvalidToken as error:
            raise NotFoundError("This sheet is no longer there. Look again, then print.") from error

    async def touches(self, org_id: UUID, change: str, **filters: str) -> Touched:
        """Practices, themes and defences on skill, nearest first. Filters: as in the search."""
        found = await self._own_words.look(org_id, change, **filters)
        rows = await self._connection.call(
            "change_touches",
            org=str(org_id),
            terms=list(found.meant),
            near=[str(each.id) for each in found.answers],
            filters=filters,
        )
        ordered = await asyncio.to_thread(
            standing, found.question, found.meant, rows["standing"], found.answers, self._encoder()
        )
        return touched(ordered, found.answers)
