"""`python -m app doctor`: what is there, what is missing, and what to do about it."""

import asyncio
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.settings import Settings
    from services.checkup.finding import Finding


def doctor(
    hosted: bool = typer.Option(
        False, "--hosted", help="Look at the Supabase project over the wire."
    ),
    access_token: str = typer.Option(
        "", envvar="SUPABASE_ACCESS_TOKEN", help="Yours; lets the doctor read mail and limits."
    ),
) -> None:
    """Look at this machine and its database; exit code 1 when something needed is missing."""
    from app.settings import Settings

    settings = Settings()
    if hosted and not settings.hosted:
        typer.echo("Set SUPABASE_URL and its keys first: docs/guides/hosted.md tells how.")
        raise typer.Exit(1)
    findings = asyncio.run(_hosted(settings, access_token)) if hosted else _machine(settings)
    for finding in findings:
        typer.echo(finding.line)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


def _machine(settings: "Settings") -> list["Finding"]:
    from services.checkup import database, machine

    return [
        machine.check_python(),
        machine.check_folder(settings.home),
        machine.check_room(settings.home),
        *(
            database.check_database(settings.database_url)
            if settings.database_url
            else database.check_embedded(settings.home)
        ),
        machine.check_speech(
            settings.speech_engine, settings.speech_model, settings.home / "models"
        ),
        machine.check_encoder(settings.encoder),
        machine.check_browser(),
        machine.check_ffmpeg(),
        machine.check_port(settings.host, settings.port),
        machine.check_phones(settings.address),
    ]


async def _hosted(settings: "Settings", access_token: str) -> list["Finding"]:
    import httpx

    from services.checkup.database import check_database
    from services.checkup.finding import advice
    from services.checkup.hosted import Hosted, check_hosted

    async with httpx.AsyncClient(timeout=20) as http:
        keys = settings.supabase_publishable_key, settings.supabase_secret_key
        project = Hosted(settings.supabase_url, *keys, http, access_token)
        found = [finding async for finding in check_hosted(project)]
    if settings.database_url:
        return [*found, *await asyncio.to_thread(_listed, check_database, settings.database_url)]
    remedy = "set DATABASE_URL (direct or session mode)"
    return [*found, advice("database", "screens ask every five seconds; no worker", remedy)]


def _listed(check: "Callable[[str], Iterable[Finding]]", dsn: str) -> list["Finding"]:
    return list(check(dsn))
