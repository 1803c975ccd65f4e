"""`/rest/v1/rpc/<function>`: calls of SQL functions as the caller, answered as PostgREST does."""

import json
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.database.pool import Pool
from services.embedded.caller import Caller, Gate, acting
from services.embedded.functions import Catalog, Function
from services.embedded.refusals import Refusal, from_database

_BODY_LIMIT = 1_000_000  # bytes
_Arguments = dict[str, object]


@dataclass(frozen=True)
class Rest:
    gate: Gate
    pool: Pool
    catalog: Catalog

    def routes(self) -> list[Route]:
        return [Route("/rest/v1/rpc/{function}", self.call, methods=["GET", "POST"])]

    async def call(self, request: Request) -> Response:
        """GET calls in a read-only transaction, POST in one that may write."""
        caller = self.gate.caller(request)
        reading = request.method in {"GET", "HEAD"}
        given = dict(request.query_params) if reading else await _arguments(request)
        given.pop("apikey", None)
        function = await self.catalog.find(request.path_params["function"], given.keys())
        statement = function.call(given.keys(), None if reading else sql.Placeholder("given"))
        values: _Arguments = given if reading else {"given": Jsonb(given)}  # type: ignore[assignment]
        try:
            async with acting(self.pool, caller, read_only=reading) as connection:
                row = await (await connection.execute(statement, values)).fetchone()
        except psycopg.Error as error:
            raise await self._refusal(error, caller) from error
        return _answer(function, row)

    async def _refusal(self, error: psycopg.Error, caller: Caller) -> Refusal:
        if isinstance(error, psycopg.errors.UndefinedFunction):
            await self.catalog.refresh()
        return from_database(error, signed_in=caller.signed_in)


async def _arguments(request: Request) -> dict[str, object]:
    body = await request.body()
    if len(body) > _BODY_LIMIT:
        raise Refusal(413, "PGRST102", "The request is too large")
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "PGRST102", "Empty or invalid json") from error
    if not isinstance(given, dict):
        raise Refusal(400, "PGRST102", "The body must be one JSON object")
    return given


def _answer(function: Function, row: tuple[str | None] | None) -> Response:
    if function.returns_nothing:
        return Response(status_code=204)
    text = row[0] if row else None
    return Response(text or "null", media_type="application/json")
