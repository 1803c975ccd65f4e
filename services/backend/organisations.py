"""Who the signed-in person is, at which organisation they look, and its places."""

from uuid import UUID

from app.domain.organisation import Person, Places
from app.errors import NotSignedInError
from services.backend.browser_sessions import SignedIn
from services.backend.connection import Connection


class Organisations:
    def __init__(self, connection: Connection, browser: SignedIn | None) -> None:
        self._connection = connection
        self._browser = browser

    async def me(self) -> Person:
        person = Person.model_validate(await self._connection.read("me"))
        chosen = self._browser.chosen_org if self._browser else None
        return person.model_copy(update={"chosen": chosen})

    async def choose(self, org_id: UUID) -> None:
        """Look at this one from now on, in this browser, until it is signed out.

        Raises NotAllowedError for an organisation that is not theirs.
        """
        if self._browser is None:
            raise NotSignedInError("Sign in first, then come back here.")
        await self._browser.choose(org_id)

    async def places(self, org_id: UUID) -> Places:
        return Places.model_validate(await self._connection.read("places", org=str(org_id)))
