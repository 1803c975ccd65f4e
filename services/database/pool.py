"""Connections to Postgres for services that stay: pooled, checked, never left in a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from app.errors import UnavailableError

Pool = AsyncConnectionPool[AsyncConnection]


def new_pool(dsn: str, *, size: int = 8, user: str | None = None, name: str = "leaven") -> Pool:
    """A closed pool of at most `size` autocommit connections; open it with `async with`.

    No prepared statements (a transaction pooler may stand between); a connection that the server
    has dropped is replaced before it is lent.
    """
    return AsyncConnectionPool(
        make_conninfo(dsn, **({"user": user} if user else {})),
        min_size=1,
        max_size=size,
        open=False,
        timeout=5,
        max_idle=300,
        check=AsyncConnectionPool.check_connection,
        kwargs={
            "autocommit": True,
            "prepare_threshold": None,
            "application_name": name,
            "connect_timeout": 10,
        },
    )


@asynccontextmanager
async def open_pool(
    dsn: str, *, size: int = 8, user: str | None = None, patience: float = 15
) -> AsyncIterator[Pool]:
    """`new_pool`, opened and reachable within `patience` seconds; else UnavailableError."""
    pool = new_pool(dsn, size=size, user=user)
    try:
        await pool.open(wait=True, timeout=patience)
    except PoolTimeout as error:
        await pool.close()
        raise UnavailableError(
            "The database does not answer. Check that it runs and that DATABASE_URL is right."
        ) from error
    try:
        yield pool
    finally:
        await pool.close()
