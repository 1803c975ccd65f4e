"""A real Postgres for tests: one server per run, one migrated template, cheap copies of it."""

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from services.database.migrate import migrate
from services.embedded.postgres import EmbeddedPostgres
from tests.support.process import free_port

_ROOM = 2_000_000_000  # bytes
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def database_server(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The run's own server; its superuser's DSN."""
    # whoever ends the run gets it torn down: pytest takes KeyboardInterrupt, not SystemExit
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = dict(_FORGETFUL)
    if request.config.getoption("--rest") == "lite":
        settings |= {"listen_addresses": "127.0.0.1", "port": str(free_port())}
    with (
        memory_folder(tmp_path_factory) as folder,
        EmbeddedPostgres(folder, settings=settings) as up,
    ):
        yield up.dsn


@pytest.fixture(scope="session")
def migrated_template(database_server: str) -> str:
    """The name of a migrated database that others are copied from; nobody connects to it."""
    _create(database_server, "leaven_template", "template0")
    migrate(make_conninfo(database_server, dbname="leaven_template"), embedded=True)
    return "leaven_template"


@pytest.fixture
def database(database_server: str, migrated_template: str) -> Iterator[str]:
    """The DSN of a fresh migrated database for one test."""
    with _copy(database_server, migrated_template) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def module_database(database_server: str, migrated_template: str) -> Iterator[str]:
    """The DSN of a fresh migrated database for the tests of one module."""
    with _copy(database_server, migrated_template) as dsn:
        yield dsn


@pytest.fixture
def empty_database(database_server: str) -> Iterator[str]:
    """The DSN of a database without any migration."""
    with _copy(database_server, "template0") as dsn:
        yield dsn


@contextmanager
def as_role(
    connection: psycopg.Connection,
    role: str,
    claims: dict[str, object] | None = None,
) -> Iterator[psycopg.Connection]:
    """Do what the API does for each request: a transaction with that role and those claims.

    Raise inside to roll back. In an outer transaction a released savepoint keeps SET LOCAL, so
    role and claims are put back by hand.
    """
    said = json.dumps({"role": role, **(claims or {})}, default=str)
    with connection.transaction():
        _act(connection, role, said)
        yield connection
        _act(connection, "none", "")


def _act(connection: psycopg.Connection, role: str, claims: str) -> None:
    connection.execute(
        "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
        (role, claims),
    )


@contextmanager
def memory_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where there is room: a copy of the template takes 15 ms instead of 400."""
    memory = Path("/dev/shm")  # noqa: S108
    if not memory.is_dir() or shutil.disk_usage(memory).free < _ROOM:
        yield tmp_path_factory.mktemp("postgres")
        return
    with TemporaryDirectory(prefix="leaven-tests-", dir=memory) as folder:
        yield Path(folder)


@contextmanager
def _copy(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _create(server, name, template)
    yield make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        drop = sql.SQL("drop database {} with (force)")
        connection.execute(drop.format(sql.Identifier(name)))


def _create(server: str, name: str, template: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        create = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        # a copy does not take its template's settings along
        path = sql.SQL('alter database {} set search_path = "$user", public, extensions')
        connection.execute(path.format(sql.Identifier(name)))
