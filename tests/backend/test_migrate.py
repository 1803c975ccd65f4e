from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo

from app.errors import UnavailableError
from services.database.migrate import (
    MigrationError,
    known_migrations,
    migrate,
    pending,
    prepare,
)
from services.database.pool import open_pool
from tests.support.database import as_role

HOSTED_OWNER = """
create role {role} login createrole createdb bypassrls noinherit;
grant anon, authenticated, service_role to {role} with admin option;
alter role {role} inherit;
do $$ begin execute format('grant all on database %I to {role}', current_database()); end $$;
grant all on schema public, extensions to {role} with grant option;
grant usage on schema auth, storage to {role} with grant option;
grant select, insert, update, delete, references, trigger
  on all tables in schema auth, storage to {role};
grant execute on all functions in schema auth, storage to {role}"""


def test_migrating_twice_does_nothing_the_second_time(empty_database: str) -> None:
    assert migrate(empty_database, embedded=True) == [item.version for item in known_migrations()]
    assert pending(empty_database) == []
    assert migrate(empty_database, embedded=True) == []


def test_jobs_can_be_queued_from_a_function_with_an_empty_search_path(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("""select private.enqueue('speech', 'x', '{"id": 1}')""")
        row = connection.execute(
            "select task_name from procrastinate.procrastinate_jobs"
        ).fetchone()
    assert row == ("x",)


def test_nobody_outside_reads_a_table(database: str) -> None:
    with (
        psycopg.connect(database) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        as_role(connection, "anon"),
    ):
        connection.execute("select * from leaven.observations")


def test_an_owner_without_superuser_rights_can_migrate_a_hosted_database(
    empty_database: str,
) -> None:
    """Hosted Supabase gives `postgres` no superuser: it creates schemas and roles, no more."""
    prepare(empty_database, embedded=True)
    role = f"hosted_{uuid4().hex[:8]}"
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("drop schema procrastinate, supabase_migrations cascade")
        connection.execute(HOSTED_OWNER.format(role=role).encode())
        connection.execute("create extension vector with schema extensions")
    dsn = make_conninfo(empty_database, user=role)
    try:
        assert migrate(dsn, embedded=False) == [item.version for item in known_migrations()]
        assert pending(dsn) == []
    finally:
        with psycopg.connect(empty_database, autocommit=True) as connection:
            connection.execute(f"drop owned by {role} cascade; drop role {role}".encode())


def test_many_processes_that_migrate_at_once_apply_each_migration_once(
    empty_database: str,
) -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: migrate(empty_database, embedded=True), range(4)))
    applied = sorted(version for run in runs for version in run)
    assert applied == [item.version for item in known_migrations()]


def test_a_migration_that_fails_leaves_nothing_of_itself_and_names_its_file(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "20260101000000_good.sql").write_text("create table public.good ()")
    (tmp_path / "20260102000000_bad.sql").write_text("create table public.half (); select 1 / 0")
    monkeypatch.setattr("services.database.migrate.migrations_folder", lambda: tmp_path)
    with pytest.raises(MigrationError, match=r"20260102000000_bad\.sql failed: division by zero"):
        migrate(empty_database, embedded=True)
    assert pending(empty_database) == ["20260102000000"]
    with psycopg.connect(empty_database) as connection:
        found = connection.execute("select to_regclass('public.good'), to_regclass('public.half')")
        assert found.fetchone() == ("good", None)


def test_an_older_queue_is_upgraded_in_place(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "00.09.00_01_long_ago.sql").write_text("select 1 / 0")
    (tmp_path / "99.00.00_01_pre_new.sql").write_text(
        "create function brand_new() returns int language sql as 'select 1'"
    )
    monkeypatch.setattr(SchemaManager, "get_migrations_path", lambda: str(tmp_path))
    monkeypatch.setattr("services.database.queue_schema.metadata.version", lambda _: "99.0.0")
    for _ in range(2):
        migrate(database, embedded=True)
    with psycopg.connect(database) as connection:
        row = connection.execute(
            """select proconfig, obj_description(pronamespace, 'pg_namespace')
                 from pg_proc where oid = 'procrastinate.brand_new'::regproc"""
        ).fetchone()
    assert row == (["search_path=procrastinate, pg_temp"], "procrastinate 99.0.0")


async def test_a_database_that_is_away_is_told_in_one_sentence(tmp_path: Path) -> None:
    away = make_conninfo(host=str(tmp_path), connect_timeout=1)
    with pytest.raises(UnavailableError, match="does not answer"):
        migrate(away, embedded=False)
    with pytest.raises(UnavailableError, match="does not answer"):
        async with open_pool(away, patience=0.5):
            pass
