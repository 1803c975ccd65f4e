"""`python -m app organisation`: found your own, beside or instead of the worked example."""

import asyncio
from typing import Annotated

import typer

from app.commands.database import Connection, on_database
from app.settings import Settings

organisation = typer.Typer(no_args_is_help=True, help="The organisations on this Leaven.")


@organisation.command()
def found(
    name: Annotated[str, typer.Argument(help="What it is called, such as 'North Mine'.")],
    email: Annotated[str, typer.Argument(help="Its first administrator's address.")],
    language: Annotated[
        list[str] | None, typer.Option(help="A language spoken there (en, de, ...); repeat it.")
    ] = None,
) -> None:
    """Found an organisation and print the invitation for its first administrator."""
    from services.founding import found_organisation

    settings = Settings()

    async def act(connection: Connection) -> str:
        return await found_organisation(connection, name, email, language or ["en"])

    secret = asyncio.run(on_database(settings, act))
    typer.echo(f"{name} is founded. Its first administrator opens, within two weeks:")
    typer.echo(f"  {settings.address}/invited#{secret}")
    typer.echo(f"Only whoever reads the mail of {email} can use it.")


@organisation.command("list")
def list_organisations() -> None:
    """Show the organisations, and whether each has an administrator yet."""
    from services.founding import organisations

    found_ones = asyncio.run(on_database(Settings(), organisations))
    for name, looked_after in found_ones:
        typer.echo(name if looked_after else f"{name}  (its invitation waits)")
    if not found_ones:
        typer.echo("None yet: python -m app organisation found NAME EMAIL")
