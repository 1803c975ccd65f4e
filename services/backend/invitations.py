"""Taking an invitation, before there is an account: the server makes one for the address."""

from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict
from supabase import AuthApiError

from app.domain.organisation import Role
from app.errors import UnavailableError
from services.backend.connection import OUT_OF_REACH, Connection, Project, refuse_unless_ok


class Invited(BaseModel):
    """To what, and as what. The address stays on the server's side."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    email: str
    role: Role
    organisation: str


class Invitations:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._server = Connection(project, as_server=True)

    async def look(self, secret: str, caller: str) -> Invited:
        """Raises NotFoundError for a used, old or invented link; TooManyTriesError."""
        answer = await self._server.call("server_invitation", secret=secret, caller=caller)
        return Invited.model_validate(refuse_unless_ok(answer))

    async def take(self, secret: str, caller: str) -> None:
        """Give the invited address its role. Whoever holds the link still needs that mailbox."""
        invited = await self.look(secret, caller)
        person = await self._account(invited.email)
        answer = await self._server.call(
            "server_take_invitation", secret=secret, person=str(person)
        )
        refuse_unless_ok(answer)

    async def _account(self, email: str) -> UUID:
        answer = await self._server.call("server_account_of", address=email)
        if answer["id"]:
            return UUID(answer["id"])
        admin = self._project.client(as_server=True).auth.admin
        try:
            made = await admin.create_user({"email": email, "email_confirm": True})
        except (AuthApiError, httpx.HTTPError) as error:
            raise UnavailableError(OUT_OF_REACH) from error
        return UUID(made.user.id)
