"""Brings a database to this version: the queue's schema, then `supabase/migrations`, each once."""

import logging
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.errors import LeavenError, UnavailableError
from services.database.queue_schema import install_queue

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_SHIM = _ROOT / "services" / "embedded" / "shim"
_LOCK = "select pg_advisory_xact_lock(hashtextextended('leaven.migrate', 0))"
# The Supabase CLI's own table: `supabase db push` and this runner see each other's work.
_HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text primary key, statements text[], name text)"""


class MigrationError(LeavenError):
    """A migration did not apply; everything it did is undone, those before it stand."""

    code = "migration_failed"
    status = 500


@dataclass(frozen=True)
class Migration:
    """One file: `<version>_<name>.sql`."""

    version: str
    name: str
    path: Path


def migrations_folder() -> Path:
    """`supabase/migrations` in a checkout, or its copy in an installed package."""
    checkout = _ROOT / "supabase" / "migrations"
    return checkout if checkout.is_dir() else _ROOT / "app" / "_data" / "supabase" / "migrations"


def known_migrations(folder: Path | None = None) -> list[Migration]:
    """Every migration of this version, oldest first."""
    files = sorted((folder or migrations_folder()).glob("*.sql"))
    parts = [(path.stem.partition("_"), path) for path in files]
    return [Migration(version, name, path) for (version, _, name), path in parts]


def migrate(dsn: str, *, embedded: bool) -> list[str]:
    """Apply what is missing and return the versions applied; safe to call from many processes.

    Embedded databases get what hosted Supabase has from the start (roles, auth, storage) first.
    Each migration is one transaction with its history row, so a pooler between is no harm.
    Raises UnavailableError when the database does not answer, MigrationError naming the file.
    """
    with _connect(dsn) as connection:
        _prepare(connection, embedded=embedded)
        applied = [item.version for item in known_migrations() if _apply(connection, item)]
    logger.info("database is up to date", extra={"applied": len(applied)})
    return applied


def prepare(dsn: str, *, embedded: bool) -> None:
    """Everything that comes before the first migration; for tools that apply those themselves."""
    with _connect(dsn) as connection:
        _prepare(connection, embedded=embedded)


def roles(connection: psycopg.Connection) -> None:
    """Only the roles of an embedded server, which belong to no database; for a restore."""
    connection.execute((_SHIM / "0001_roles.sql").read_bytes())


def pending(dsn: str) -> list[str]:
    """The versions that `migrate` would apply. Raises UnavailableError."""
    with _connect(dsn) as connection:
        found = connection.execute(
            "select to_regclass('supabase_migrations.schema_migrations') is not null"
        ).fetchone()
        done = _applied(connection) if found and found[0] else set()
    return [item.version for item in known_migrations() if item.version not in done]


def _connect(dsn: str) -> psycopg.Connection:
    try:
        return psycopg.connect(
            dsn,
            autocommit=True,
            prepare_threshold=None,
            connect_timeout=10,
            application_name="leaven migrate",
        )
    except psycopg.OperationalError as error:
        raise UnavailableError(
            "The database does not answer. Check that it runs and that DATABASE_URL is right."
        ) from error


def _prepare(connection: psycopg.Connection, *, embedded: bool) -> None:
    with connection.transaction():
        _begin(connection)
        if embedded:
            for path in sorted(_SHIM.glob("*.sql")):
                connection.execute(path.read_bytes())
        connection.execute(_HISTORY)
        install_queue(connection)


def _begin(connection: psycopg.Connection) -> None:
    connection.execute("set local statement_timeout = 0; set local lock_timeout = '60s'")
    connection.execute('set local search_path = "$user", public, extensions')
    connection.execute(_LOCK)


def _apply(connection: psycopg.Connection, migration: Migration) -> bool:
    try:
        with connection.transaction():
            _begin(connection)
            if migration.version in _applied(connection):
                return False
            text = migration.path.read_text(encoding="utf-8")
            connection.execute(text.encode())  # no parameters: many statements in one go
            connection.execute(
                "insert into supabase_migrations.schema_migrations (version, name, statements)"
                " values (%s, %s, %s)",
                (migration.version, migration.name, [text]),
            )
    except psycopg.Error as error:
        reason = error.diag.message_primary or str(error)
        raise MigrationError(f"Migration {migration.path.name} failed: {reason}") from error
    return True


def _applied(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute("select version from supabase_migrations.schema_migrations")
    return {str(row[0]) for row in rows}
