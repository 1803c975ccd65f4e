"""Who the signed-in person is, and the places of an organisation."""

from uuid import UUID

from app.domain.organisation import Person, Places
from services.backend.connection import Connection


class Organisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def me(self) -> Person:
        return Person.model_validate(await self._connection.read("me"))

    async def places(self, org_id: UUID) -> Places:
        return Places.model_validate(await self._connection.read("places", org=str(org_id)))
