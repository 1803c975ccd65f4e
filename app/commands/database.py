"""What commands do on the database in use, whether Leaven is running or not."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg

from app.settings import Settings

T = TypeVar("T")
Connection = psycopg.AsyncConnection


async def on_database(settings: Settings, act: Callable[[Connection], Awaitable[T]]) -> T:
    """`act`'s answer, on a connection of the database's owner that ends with it."""
    from app.bootstrap import database_of

    async with database_of(settings) as dsn:
        connection = await Connection.connect(dsn, autocommit=True)
        async with connection:
            return await act(connection)
