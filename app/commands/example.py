"""`python -m app example`: put the worked example in, or take it away."""

import typer

from app.commands.database import on_database
from app.settings import Settings

example = typer.Typer(no_args_is_help=True, help="The worked example: one organisation to look at.")


@example.command()
def remove() -> None:
    """Remove the example organisation and everything in it; your own data stays."""
    import asyncio

    from services.example.build import remove_example

    gone = asyncio.run(on_database(Settings(), remove_example))
    typer.echo("The example is gone." if gone else "There is no example here.")


@example.command()
def add() -> None:
    """Build the example organisation beside what is there."""
    import asyncio
    from datetime import UTC, datetime
    from functools import partial

    from services.example.build import build_example

    now = datetime.now(UTC)  # noqa: TID251 - the edge
    built = asyncio.run(on_database(Settings(), partial(build_example, now=now)))
    typer.echo("The example is there." if built else "The example was there already.")
