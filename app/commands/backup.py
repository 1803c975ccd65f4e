"""`python -m app backup` and `restore`: everything in one file, made while Leaven runs."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings

WEEK = 7
HOSTED = "A hosted project is backed up by Supabase: see its Database > Backups."


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept; best another disk.")],
    keep_days: Annotated[int, typer.Option(help="Older backups there are deleted.")] = WEEK,
) -> None:
    """Write everything into one file, and delete the backups that are too old.

    An old backup still holds what a release has destroyed since: keep few days, and encrypt.
    """
    from app.bootstrap import database_of
    from services.embedded.backup import back_up, forget

    settings = _embedded()
    now = datetime.now(UTC)  # noqa: TID251 - the edge

    async def act() -> Path:
        async with database_of(settings) as dsn:
            return back_up(settings.home, dsn, folder, now)

    made = asyncio.run(act())
    gone = forget(folder, now, keep_days)
    typer.echo(f"{made}  ({made.stat().st_size / 1e6:.1f} MB)")
    if gone:
        typer.echo(f"Deleted because older than {keep_days} days: {len(gone)}")


def restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Put a backup into an empty data folder (LEAVEN_HOME)."""
    from services.embedded.backup import restore as put_back

    settings = _embedded()
    put_back(file, settings.home)
    typer.echo(f"It stands in {settings.home}. Start it: python -m app run")


def _embedded() -> Settings:
    settings = Settings()
    if settings.hosted:
        typer.echo(HOSTED, err=True)
        raise typer.Exit(1)
    return settings
