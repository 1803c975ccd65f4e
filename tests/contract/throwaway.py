"""A database for Supabase's tools to work on: empty, on loopback, with a password, then gone."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from services.database.migrate import prepare
from services.embedded.postgres import EmbeddedPostgres
from tests.support.process import free_port


@contextmanager
def throwaway_database() -> Iterator[str]:
    """The URL of a database that has what hosted Supabase has, the queue, and no migration."""
    with TemporaryDirectory(prefix="leaven-contract-") as folder:
        settings = {"listen_addresses": "127.0.0.1", "port": str(free_port()), "fsync": "off"}
        with EmbeddedPostgres(Path(folder), settings=settings) as server:
            prepare(server.dsn, embedded=True)
            password = secrets.token_hex(16)
            with psycopg.connect(server.dsn, autocommit=True) as connection:
                for role in ("postgres", "authenticator"):
                    change = sql.SQL("alter role {} password {}")
                    connection.execute(change.format(sql.Identifier(role), password))
            yield f"postgresql://postgres:{password}@127.0.0.1:{settings['port']}/postgres?sslmode=disable"
