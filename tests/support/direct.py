"""The backend over SQL instead of HTTP: same functions, roles and refusals; faults on demand."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from typing_extensions import override

from app.errors import LeavenError, UnavailableError, error_for
from services.backend.connection import OUT_OF_REACH, Connection
from services.backend.recordings import Recordings
from tests.support.database import as_role

Fault = Callable[[str], bool]


def never(_: str) -> bool:
    return False


class DirectConnection(Connection):
    """Calls functions as a role. `fails(moment)` cuts a call "before" it, or its answer "after"."""

    def __init__(
        self,
        database: psycopg.Connection,
        role: str,
        fails: Fault = never,
        *,
        person: UUID | None = None,
    ) -> None:
        self._database = database
        self._role = role
        self._fails = fails
        self._claims: dict[str, object] = {"sub": person} if person else {}

    @override
    async def _call(
        self, function: str, arguments: dict[str, object], *, get: bool
    ) -> dict[str, Any]:
        if self._fails("before"):
            raise UnavailableError(OUT_OF_REACH)
        given = {name: value for name, value in arguments.items() if value is not None}
        call = sql.SQL("select public.{}({})").format(
            sql.Identifier(function),
            sql.SQL(", ").join(
                sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name))
                for name in given
            ),
        )
        values = {k: Jsonb(v) if isinstance(v, dict) else v for k, v in given.items()}
        try:
            with as_role(self._database, self._role, self._claims) as connection:
                row = connection.execute(call, values).fetchone()
        except psycopg.Error as error:
            raise _translated(error) from error
        if self._fails("after"):
            raise UnavailableError(OUT_OF_REACH)
        answer: dict[str, Any] = row[0] if row else {}
        return json.loads(json.dumps(answer))  # type: ignore[no-any-return]


def _translated(error: psycopg.Error) -> LeavenError:
    code = error.sqlstate or ""
    if code.startswith("PT"):
        return error_for(int(code[2:]), error.diag.message_primary or "", error.diag.message_hint)
    if code == "42501":
        return error_for(403, "You are not signed in for this, or your role does not allow it.")
    if code.startswith(("22", "23")):
        return error_for(422, "This does not fit what Leaven can keep. Check it and try again.")
    raise error


class BucketInMemory(Recordings):
    """The private bucket; `fails` as above."""

    def __init__(self, fails: Fault = never) -> None:
        self.files: dict[str, bytes] = {}
        self._fails = fails

    @override
    async def keep(self, path: str, audio: bytes, mime: str) -> None:
        if self._fails("before"):
            raise UnavailableError(OUT_OF_REACH)
        self.files[path] = audio
        if self._fails("after"):
            raise UnavailableError(OUT_OF_REACH)

    @override
    async def delete(self, path: str) -> None:
        self.files.pop(path, None)
