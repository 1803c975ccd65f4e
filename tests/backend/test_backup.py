"""A backup made while Leaven runs brings everything back, into an empty folder only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.errors import ConflictError, InvalidInputError
from services.database.migrate import migrate, pending
from services.embedded.backup import back_up, forget, restore
from services.embedded.keys import project_keys
from services.embedded.postgres import EmbeddedPostgres

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def running(home: Path) -> Iterator[str]:
    """The DSN of a Leaven with an organisation, its keys and a recording."""
    with EmbeddedPostgres(home) as server:
        migrate(server.dsn, embedded=True)
        project_keys(home)
        (home / "storage" / "ab").mkdir(parents=True)
        (home / "storage" / "ab" / "abcd").write_bytes(b"sound")
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute("insert into leaven.organisations (name) values ('North Mine')")
        yield server.dsn


def test_what_was_backed_up_stands_in_a_new_folder(
    home: Path, running: str, tmp_path: Path
) -> None:
    made = back_up(home, running, tmp_path / "kept", NOW)
    restore(made, tmp_path / "new")
    with EmbeddedPostgres(tmp_path / "new") as server:
        assert pending(server.dsn) == []
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            names = connection.execute("select name from leaven.organisations").fetchall()
            connection.execute("set role anon")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("select * from leaven.observations")
        migrate(server.dsn, embedded=True)
    assert names == [("North Mine",)]
    assert project_keys(tmp_path / "new") == project_keys(home)
    assert (tmp_path / "new" / "storage" / "ab" / "abcd").read_bytes() == b"sound"


def test_a_backup_is_its_owners_alone_and_leaves_nothing_half_done(
    home: Path, running: str, tmp_path: Path
) -> None:
    made = back_up(home, running, tmp_path / "kept", NOW)
    assert made.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "kept").iterdir()) == [made]


def test_nothing_is_put_over_what_is_there(home: Path, running: str, tmp_path: Path) -> None:
    made = back_up(home, running, tmp_path / "kept", NOW)
    with pytest.raises(ConflictError, match="already"):
        restore(made, home)


@pytest.mark.parametrize("content", [b"", b"not a backup", bytes(10_240)])
def test_another_file_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InvalidInputError, match="not a backup"):
        restore(tmp_path / "file", tmp_path / "new")


def test_backups_of_more_than_a_week_go_and_other_files_stay(tmp_path: Path) -> None:
    for name in (
        "leaven-2026-11-13-020000.backup", "leaven-2026-11-20-030000.backup", "leaven-mine.backup",
    ):  # fmt: skip
        (tmp_path / name).touch()
    gone = forget(tmp_path, NOW, 7)
    assert [path.name for path in gone] == ["leaven-2026-11-13-020000.backup"]
    assert forget(tmp_path, NOW + timedelta(30), 60) == []
    assert (tmp_path / "leaven-mine.backup").exists()
