"""The slice of Supabase's HTTP API that Leaven uses, as one ASGI app over any Postgres of ours."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.database.pool import Pool
from services.embedded.auth import Auth, SendCode
from services.embedded.blobs import Blobs
from services.embedded.caller import Gate
from services.embedded.functions import Catalog
from services.embedded.keys import ProjectKeys
from services.embedded.refusals import Refusal, answer
from services.embedded.rest import Rest
from services.embedded.storage import Storage
from services.embedded.tokens import Tokens

ISSUER = "leaven/auth/v1"


@dataclass(frozen=True)
class Pools:
    """`owner` keeps accounts; people call on `authenticator`, which owns nothing."""

    owner: Pool
    authenticator: Pool


def create_api(pools: Pools, keys: ProjectKeys, folder: Path, send: SendCode) -> Starlette:
    """Answer /auth/v1, /rest/v1/rpc and /storage/v1/object.

    The bytes of objects lie in `<folder>/storage`; `send` delivers sign-in codes.
    """
    tokens = Tokens(keys.jwt_secret.get_secret_value(), ISSUER)
    gate = Gate(keys, tokens)
    auth = Auth(gate, pools.owner, tokens, send)
    rest = Rest(gate, pools.authenticator, Catalog(pools.authenticator))
    blobs = Blobs(folder / "storage")
    storage = Storage(gate, pools.authenticator, pools.owner, blobs, tokens)
    return Starlette(
        routes=[*auth.routes(), *rest.routes(), *storage.routes()],
        exception_handlers={
            Refusal: answer,
            psycopg.Error: answer,
            PoolTimeout: answer,
            HTTPException: _no_route,
        },
    )


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return await answer(request, Refusal(status, "not_found", "The embedded API has no such page"))
