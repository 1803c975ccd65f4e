"""One visitor's way to Supabase, hosted or embedded: calls of SQL functions as that visitor.

supabase-py is the only client in both modes. A client is made for each call's token (0.04 ms) and
never shared between visitors: clients that share an options object share a signed-in person.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import httpx
from postgrest import APIError
from supabase import AsyncClient, AsyncClientOptions

from app.errors import (
    LeavenError,
    NotAllowedError,
    NotSignedInError,
    UnavailableError,
    error_for,
)

TokenSource = Callable[[], Awaitable[str]]
SIGN_IN_AGAIN = "You have been signed out. Sign in again."
OUT_OF_REACH = "Leaven cannot reach its database just now. What you gave is kept; try again."


@dataclass(frozen=True)
class Project:
    """Where a Supabase project answers, with its keys and the one HTTP client of this process."""

    url: str
    publishable_key: str
    secret_key: str
    http: httpx.AsyncClient

    def client(self, bearer: str | None = None, *, as_server: bool = False) -> AsyncClient:
        """A fresh client with its own options; `bearer` is a person's access token."""
        key = self.secret_key if as_server else self.publishable_key
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        options = AsyncClientOptions(
            headers=headers, auto_refresh_token=False, persist_session=False, httpx_client=self.http
        )
        return AsyncClient(self.url, key, options)


class Connection:
    """Calls SQL functions of schema `public`; each answers one JSON object."""

    def __init__(
        self, project: Project, token: TokenSource | None = None, *, as_server: bool = False
    ) -> None:
        self._project = project
        self._token = token
        self._as_server = as_server

    async def read(self, function: str, **arguments: object) -> dict[str, Any]:
        """Call a STABLE function by GET: read-only, retried on a lost connection.

        Never for a function that takes a secret: addresses end in access logs.
        """
        return await self._call(function, arguments, get=True)

    async def call(self, function: str, **arguments: object) -> dict[str, Any]:
        """Call a function by POST."""
        return await self._call(function, arguments, get=False)

    async def client(self) -> AsyncClient:
        bearer = await self._token() if self._token else None
        return self._project.client(bearer, as_server=self._as_server)

    async def _call(
        self, function: str, arguments: dict[str, object], *, get: bool
    ) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        client = await self.client()
        try:
            answer = await client.rpc(function, cast("Any", given), get=get).execute()
        except APIError as error:
            raise _translated(error) from error
        except httpx.HTTPError as error:
            raise UnavailableError(OUT_OF_REACH) from error
        return cast("dict[str, Any]", answer.data)


def refuse_unless_ok(answer: dict[str, Any]) -> dict[str, Any]:
    """Raise the refusal that a counting function answered (a raise in SQL would undo the count)."""
    if answer.get("ok"):
        return answer
    raise error_for(int(answer["status"]), str(answer["message"]), str(answer["code"]))


def _translated(error: APIError) -> LeavenError:
    code = str(error.code or "")
    if code.startswith("PT") and code[2:].isdigit():
        return error_for(int(code[2:]), error.message or "", error.hint)
    if code.startswith("PGRST3"):  # the bearer's time is over, or their sign-in was ended
        return NotSignedInError(SIGN_IN_AGAIN)
    if code in {"42501", "28000"}:
        return NotAllowedError("You are not signed in for this, or your role does not allow it.")
    if code.startswith(("22", "23")):
        return error_for(422, "This does not fit what Leaven can keep. Check it and try again.")
    return UnavailableError(OUT_OF_REACH)
