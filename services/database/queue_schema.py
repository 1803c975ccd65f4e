"""The queue's tables and functions (procrastinate's own SQL) in a schema of their own."""

import re
from importlib import metadata
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql

_INSTALLED = """
select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'procrastinate'"""
_FUNCTIONS = """
select oid::regprocedure::text from pg_proc
where pronamespace = 'procrastinate'::regnamespace"""


def install_queue(connection: psycopg.Connection) -> None:
    """Install or upgrade, inside the caller's transaction; the schema's comment keeps the version.

    The functions find their tables by search path, and our triggers call them with an empty one:
    so each function gets the schema pinned.
    """
    wanted = metadata.version("procrastinate")
    row = connection.execute(_INSTALLED).fetchone()
    installed = str(row[0]).removeprefix("procrastinate ") if row else None
    if installed == wanted:
        return
    connection.execute("create schema if not exists procrastinate")
    connection.execute("revoke all on schema procrastinate from public")
    connection.execute("set local search_path = procrastinate")
    if installed is None:
        connection.execute(SchemaManager.get_schema())
    else:
        for path in _upgrades(installed):
            connection.execute(path.read_bytes())
    for (signature,) in connection.execute(_FUNCTIONS).fetchall():
        pin = "alter function {} set search_path = procrastinate, pg_temp"
        connection.execute(sql.SQL(pin).format(sql.SQL(signature)))
    note = sql.SQL("comment on schema procrastinate is {}")
    connection.execute(note.format(f"procrastinate {wanted}"))


def _upgrades(installed: str) -> list[Path]:
    """The upgrade files newer than the installed version, in order."""
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return [path for path in files if _numbers(path.name.split("_")[0]) > _numbers(installed)]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
