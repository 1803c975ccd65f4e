"""An embedded project, ready for supabase-py: the API answers in this process, without a port."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from starlette.types import ASGIApp

from services.database.migrate import migrate
from services.database.pool import open_pool
from services.embedded.api import Pools, create_api
from services.embedded.auth import SendCode
from services.embedded.blobs import Blobs
from services.embedded.keys import project_keys
from services.embedded.postgres import EmbeddedPostgres

URL = "http://embedded.leaven.invalid"  # never resolved: the transport calls the app directly


@dataclass(frozen=True)
class EmbeddedProject:
    """What a client needs. `http` answers for `url` only; `dsn` is the superuser's."""

    url: str
    publishable_key: str
    secret_key: str
    http: httpx.AsyncClient
    dsn: str
    api: ASGIApp


@asynccontextmanager
async def start_project(
    folder: Path, send: SendCode, memory: str = "64MB"
) -> AsyncIterator[EmbeddedProject]:
    """Start Postgres in `folder`, migrate it and open the project on it. Blocks about a second.

    Raises FolderBusyError, UnavailableError, MigrationError.
    """
    with EmbeddedPostgres(folder, settings={"shared_buffers": memory}) as server:
        migrate(server.dsn, embedded=True)
        _sweep(folder, server.dsn)
        async with open_project(folder, server.dsn, send) as project:
            yield project


@asynccontextmanager
async def open_project(folder: Path, dsn: str, send: SendCode) -> AsyncIterator[EmbeddedProject]:
    """The project on a running, migrated database: for workers, which start no server."""
    folder = _whole(folder)
    keys = project_keys(folder)
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(open_pool(dsn, size=4))
        visitor = await stack.enter_async_context(open_pool(dsn, size=10, user="authenticator"))
        api = create_api(Pools(owner, visitor), keys, folder, send)
        # a fault in the API is an HTTP 500 to its client, as it would be over the wire
        transport = httpx.ASGITransport(api, raise_app_exceptions=False)
        http = await stack.enter_async_context(httpx.AsyncClient(transport=transport, timeout=60))
        yield EmbeddedProject(
            url=URL,
            publishable_key=keys.publishable_key,
            secret_key=keys.secret_key.get_secret_value(),
            http=http,
            dsn=dsn,
            api=api,
        )


def _whole(folder: Path) -> Path:
    return folder.expanduser().absolute()


def _sweep(folder: Path, dsn: str) -> None:
    """Delete the bytes whose row a crash prevented, or whose deletion it interrupted."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("select version from storage.objects").fetchall()
    Blobs(_whole(folder) / "storage").sweep([str(row[0]) for row in rows])
