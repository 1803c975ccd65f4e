"""Who calls the API: the key says which application, the bearer token which person."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import jwt
from psycopg import AsyncConnection
from starlette.requests import Request

from services.database.pool import Pool
from services.embedded.keys import ProjectKeys
from services.embedded.refusals import Refusal
from services.embedded.tokens import Tokens

_TIMEOUTS = {"anon": "3s", "authenticated": "8s", "service_role": "30s"}
_ACT = """
select set_config('role', %(role)s, true), set_config('request.jwt.claims', %(claims)s, true),
       set_config('statement_timeout', %(timeout)s, true)"""


@dataclass(frozen=True)
class Caller:
    """A database role and the claims that policies read."""

    role: str
    claims: Mapping[str, Any]

    @property
    def signed_in(self) -> bool:
        return self.role != "anon"

    @property
    def person(self) -> str | None:
        """The signed-in person's id."""
        return self.claims.get("sub")


@dataclass(frozen=True)
class Gate:
    """Tells who calls. Raises Refusal 401 for a wrong key or token."""

    keys: ProjectKeys
    tokens: Tokens

    def caller(self, request: Request) -> Caller:
        key = request.headers.get("apikey") or request.query_params.get("apikey", "")
        role = self._role(key)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if bearer in {"", key}:
            return Caller(role, {"role": role})
        try:
            claims = self.tokens.claims(bearer)
        except jwt.ExpiredSignatureError as error:
            raise Refusal(401, "PGRST303", "JWT expired") from error
        except jwt.InvalidTokenError as error:
            raise Refusal(401, "PGRST301", "JWT is not valid") from error
        return Caller("authenticated", claims)

    def person(self, request: Request) -> Caller:
        """The caller, who must be a signed-in person."""
        caller = self.caller(request)
        if caller.person is None:
            raise Refusal(401, "no_authorization", "This endpoint requires a Bearer token")
        return caller

    def server(self, request: Request) -> Caller:
        """The caller, who must hold the secret key."""
        caller = self.caller(request)
        if caller.role != "service_role":
            raise Refusal(403, "not_admin", "User not allowed")
        return caller

    def _role(self, key: str) -> str:
        given = key.encode()
        if secrets.compare_digest(given, self.keys.secret_key.get_secret_value().encode()):
            return "service_role"
        if secrets.compare_digest(given, self.keys.publishable_key.encode()):
            return "anon"
        raise Refusal(401, "no_api_key", "Invalid API key" if key else "No API key found")


@asynccontextmanager
async def acting(
    pool: Pool, caller: Caller, *, read_only: bool = False
) -> AsyncIterator[AsyncConnection]:
    """One transaction as the caller. A person whose session has ended is nobody any more."""
    async with pool.connection() as connection, connection.transaction():
        if read_only:
            await connection.execute("set transaction read only")
        if caller.person is not None:
            await _must_be_alive(connection, caller)
        await connection.execute(
            _ACT,
            {
                "role": caller.role,
                "claims": json.dumps(dict(caller.claims)),
                "timeout": _TIMEOUTS[caller.role],
            },
        )
        yield connection


async def _must_be_alive(connection: AsyncConnection, caller: Caller) -> None:
    cursor = await connection.execute(
        "select auth.session_alive(%s::uuid, %s::uuid)",
        (caller.claims["session_id"], caller.person),
    )
    row = await cursor.fetchone()
    if row is None or not row[0]:
        raise Refusal(401, "PGRST301", "The session has ended")
