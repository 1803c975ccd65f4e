"""What the database has: an answer, every migration, vectors, a queue that moves."""

from collections.abc import Iterator
from pathlib import Path

import psycopg

from app.errors import LeavenError
from services.checkup.finding import Finding, advice, good, missing
from services.database.migrate import pending
from services.embedded.postgres import EmbeddedPostgres, running_dsn

_MIGRATE = "python -m app migrate"
_VECTOR = "select extversion from pg_extension where extname = 'vector'"
_WAITING = """
select count(*), coalesce(extract(epoch from now() - min(e.at)), 0)::int
  from procrastinate.procrastinate_jobs j
  join procrastinate.procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
 where j.status = 'todo' and j.scheduled_at is null"""
_TRANSACTION_POOLER = 6543  # Supavisor's port for transaction mode
_PATIENCE = 600  # seconds


def check_embedded(home: Path) -> Iterator[Finding]:
    """The folder's database: the running one, or one started for the look and stopped again."""
    home = home.expanduser()
    dsn = running_dsn(home)
    if dsn is not None:
        yield from check_database(dsn)
    elif not (home / "postgres").exists():
        yield good("database", "embedded, made at the first start")
    else:
        try:
            with EmbeddedPostgres(home) as server:
                yield from check_database(server.dsn)
        except LeavenError as error:
            yield missing("database", str(error), f"read {home / 'postgres.log'}")


def check_database(dsn: str) -> Iterator[Finding]:
    """Reachable, up to date, with vectors, and with workers that work."""
    try:
        missing_versions = pending(dsn)
        with psycopg.connect(dsn, connect_timeout=10, prepare_threshold=None) as connection:
            version = connection.info.server_version // 10_000
            yield good("database", f"PostgreSQL {version} answers")
            if connection.info.port == _TRANSACTION_POOLER:
                text = "a transaction pooler cannot tell screens what is new"
                yield advice("live screens", text, "use the session pooler or port 5432")
            yield _migrations(missing_versions)
            yield _vector(connection)
            if not missing_versions:
                yield _queue(connection)
    except (LeavenError, psycopg.Error) as error:
        yield missing("database", str(error).splitlines()[0], "start it, or correct DATABASE_URL")


def _migrations(versions: list[str]) -> Finding:
    if versions:
        return missing("migrations", f"{len(versions)} pending, from {versions[0]}", _MIGRATE)
    return good("migrations", "all applied")


def _vector(connection: psycopg.Connection) -> Finding:
    row = connection.execute(_VECTOR).fetchone()
    if row is None:
        return missing("pgvector", "not installed in this database", _MIGRATE)
    return good("pgvector", str(row[0]))


def _queue(connection: psycopg.Connection) -> Finding:
    count, oldest = connection.execute(_WAITING).fetchone() or (0, 0)
    if oldest > _PATIENCE:
        text = f"{count} jobs wait, the oldest for {oldest // 60} minutes"
        return advice("queue", text, "start a worker: python -m app worker")
    return good("queue", f"{count} jobs wait")
