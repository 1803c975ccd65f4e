"""`python -m app example`: put the worked example in, or take it away."""

from collections.abc import Awaitable, Callable

import psycopg
import typer

from app.settings import Settings
from services.example.build import Connection

example = typer.Typer(no_args_is_help=True, help="The worked example: one organisation to look at.")


@example.command()
def remove() -> None:
    """Remove the example organisation and everything in it; your own data stays."""
    import asyncio

    from services.example.build import remove_example

    gone = asyncio.run(_on_database(remove_example))
    print("The example is gone." if gone else "There is no example here.")


@example.command()
def add() -> None:
    """Build the example organisation beside what is there."""
    import asyncio
    from datetime import UTC, datetime
    from functools import partial

    from services.example.build import build_example

    now = datetime.now(UTC)  # noqa: TID251 - the edge
    built = asyncio.run(_on_database(partial(build_example, now=now)))
    print("The example is there." if built else "The example was there already.")


async def _on_database(act: Callable[[Connection], Awaitable[bool]]) -> bool:
    from app.bootstrap import database_of

    async with database_of(Settings()) as dsn:
        connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
        async with connection:
            return await act(connection)
