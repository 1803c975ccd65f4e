"""The one place that wires: settings become a running Leaven, embedded or hosted."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg

from app.errors import UnavailableError
from app.settings import Settings
from services.backend.connection import Project
from services.backend.receipts import Receipts, receipts_of
from services.backend.recordings import Recordings
from services.backend.visitor import Visitors
from services.database.migrate import migrate
from services.database.pool import open_pool
from services.embedded.postgres import EmbeddedPostgres, running_dsn
from services.embedded.project import EmbeddedProject, open_project, start_project
from services.example.build import build_example
from services.jobs.workbench import Workbench
from services.linking.encoder import Encoder
from services.linking.resolve import resolve
from services.live import Live
from services.mail.smtp import MailServer
from services.speech.load import load_engine
from services.speech.models import find_model
from services.speech.transcriber import Transcriber

HTTP_TIMEOUT = 20.0  # seconds; supabase-py would wait two minutes
SendCode = Callable[[str, str], Any]


@dataclass(frozen=True)
class Leaven:
    """A project that answers, and what screens need of it. `dsn` is None without DATABASE_URL."""

    project: Project
    dsn: str | None
    live: Live
    visitors: Visitors
    receipts: Receipts


@asynccontextmanager
async def open_leaven(settings: Settings, send_code: SendCode) -> AsyncIterator[Leaven]:
    """Start what is missing and wire a server process; stops it again.

    Embedded: Postgres in LEAVEN_HOME, migrated, with the worked example on an empty database.
    Raises UnavailableError with one sentence for the person who starts it.
    """
    if settings.hosted:
        async with _wired(_hosted(settings), settings.database_url or None, settings) as leaven:
            yield leaven
        return
    async with start_project(settings.home, send_code, settings.database_memory) as embedded:
        if settings.example:
            await _worked_example(embedded.dsn)
        async with _wired(_project(embedded), embedded.dsn, settings) as leaven:
            yield leaven


@asynccontextmanager
async def open_workbench(settings: Settings) -> AsyncIterator[tuple[str, Workbench]]:
    """What a worker process works with, and its DSN; it never starts a database."""
    if settings.hosted:
        if not settings.database_url:
            raise UnavailableError("A worker needs DATABASE_URL beside SUPABASE_URL.")
        async with _bench(settings, _hosted(settings), settings.database_url) as workbench:
            yield settings.database_url, workbench
        return
    dsn = _running_dsn(settings)
    async with (
        open_project(settings.home, dsn, _no_codes) as embedded,
        _bench(settings, _project(embedded), dsn) as workbench,
    ):
        yield dsn, workbench


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[str]:
    """The DSN of the database in use: hosted, running, or started for as long as this lasts."""
    if settings.database_url:
        yield settings.database_url
    elif dsn := running_dsn(settings.home):
        yield dsn
    else:
        with EmbeddedPostgres(settings.home) as server:
            migrate(server.dsn, embedded=True)
            yield server.dsn


@asynccontextmanager
async def _wired(project: Project, dsn: str | None, settings: Settings) -> AsyncIterator[Leaven]:
    receipts = receipts_of(project)  # one, and with it one limit to the slow hashes at a time
    async with Live(dsn) as live:
        visitors = Visitors(project, live, receipts, settings.address, _encoder(settings))
        yield Leaven(project, dsn, live, visitors, receipts)


@asynccontextmanager
async def _bench(settings: Settings, project: Project, dsn: str) -> AsyncIterator[Workbench]:
    async with open_pool(dsn, size=4) as pool:
        yield Workbench(
            pool,
            Recordings(project),
            _transcriber(settings),
            _encoder(settings),
            mail_server(settings),
            settings.address,
        )


def _hosted(settings: Settings) -> Project:
    missing = [
        name
        for name, value in (
            ("SUPABASE_PUBLISHABLE_KEY", settings.supabase_publishable_key),
            ("SUPABASE_SECRET_KEY", settings.supabase_secret_key),
        )
        if not value
    ]
    if missing:
        raise UnavailableError(f"SUPABASE_URL is set, but not {' and '.join(missing)}.")
    return Project(
        settings.supabase_url,
        settings.supabase_publishable_key,
        settings.supabase_secret_key,
        httpx.AsyncClient(timeout=HTTP_TIMEOUT),
    )


def _project(embedded: EmbeddedProject) -> Project:
    return Project(embedded.url, embedded.publishable_key, embedded.secret_key, embedded.http)


def _running_dsn(settings: Settings) -> str:
    dsn = running_dsn(settings.home)
    if dsn is None:
        raise UnavailableError(
            f"No Leaven is running on {settings.home}. Start one with `python -m app run`."
        )
    return dsn


async def _worked_example(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        used = await connection.execute("select 1 from leaven.organisations limit 1")
        if await used.fetchone() is None:
            await build_example(connection, datetime.now(UTC))  # noqa: TID251 - the edge


async def _no_codes(email: str, code: str) -> None:
    """A worker signs nobody in."""


def _transcriber(settings: Settings) -> Callable[[], Transcriber | None]:
    """Looks for a model at each call until there is one: it may come while we run."""
    made: list[Transcriber] = []

    def find() -> Transcriber | None:
        if not made:
            folder = settings.home / "models"
            found = find_model(settings.speech_engine, settings.speech_model, folder)
            if found is None:
                return None
            made.append(Transcriber(load_engine(found.engine, found.path)))
        return made[0]

    return find


def _encoder(settings: Settings) -> Callable[[], Encoder]:
    made: list[Encoder] = []

    def find() -> Encoder:
        if not made:
            made.append(resolve(settings.encoder))
        return made[0]

    return find


def mail_server(settings: Settings) -> MailServer | None:
    """Where mail goes out, if anywhere."""
    if not (settings.mail_host and settings.mail_sender):
        return None
    return MailServer(
        host=settings.mail_host,
        sender=settings.mail_sender,
        port=settings.mail_port,
        user=settings.mail_user,
        password=settings.mail_password,
        security=settings.mail_security,
    )
