import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.errors import UnavailableError
from services.embedded import keys
from services.embedded.keys import project_keys
from services.embedded.lock import FolderBusyError, FolderLock
from services.embedded.postgres import EmbeddedPostgres, running_dsn
from tests.support.database import memory_folder
from tests.support.processes import accounts, python, wait_until

SERVE = """
import signal, sys
from pathlib import Path
from services.embedded.postgres import EmbeddedPostgres
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print(server.dsn, flush=True)
    signal.pause()
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with memory_folder(tmp_path_factory) as place:
        yield place / "leaven"


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every account of this machine can reach."""
    place = Path(tempfile.mkdtemp(prefix="leaven-tests-", dir="/tmp"))
    place.chmod(0o777)
    yield place / "leaven"
    shutil.rmtree(place)


def write(dsn: str, number: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table if not exists kept (number int)")
        connection.execute("insert into kept values (%s)", (number,))


def kept(dsn: str) -> list[int]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute("select number from kept order by 1")]


def stopped(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        write(server.dsn, 1)
        assert running_dsn(folder) == server.dsn
    assert running_dsn(folder) is None
    with EmbeddedPostgres(folder) as server:
        assert kept(server.dsn) == [1]


@pytest.mark.parametrize("account", accounts())
def test_it_runs_as_root_and_as_anybody_else(shared: Path, account: str) -> None:
    process = python(SERVE, shared, account=account)
    assert process.stdout
    dsn = process.stdout.readline().strip()
    if account == "self":
        write(dsn, 1)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (143, "")
    owner = (shared / "postgres").stat().st_uid
    assert owner != 0
    assert oct((shared / "postgres").stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_server_cleanly(folder: Path, number: signal.Signals) -> None:
    process = python(SERVE, folder)
    assert process.stdout
    dsn = process.stdout.readline().strip()
    sockets = psycopg.conninfo.conninfo_to_dict(dsn)["host"]
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not (folder / "postgres" / "postmaster.pid").exists()
    assert not Path(str(sockets)).exists()
    assert "database system is shut down" in (folder / "postgres.log").read_text()


def test_killing_the_database_loses_nothing_that_was_committed(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        for number in range(50):
            write(server.dsn, number)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
    with EmbeddedPostgres(folder) as server:
        assert kept(server.dsn) == list(range(50))


def test_a_database_that_is_killed_comes_back_at_the_same_address(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        write(server.dsn, 1)
        killed = server.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: server.pid not in {None, killed} and answers(server.dsn))
        write(server.dsn, 2)
        assert kept(server.dsn) == [1, 2]


def answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def test_killing_leaven_leaves_a_folder_that_the_next_start_takes_over(folder: Path) -> None:
    process = python(SERVE, folder)
    assert process.stdout
    dsn = process.stdout.readline().strip()
    write(dsn, 7)
    process.kill()
    process.communicate()
    assert running_dsn(folder) == dsn  # what it left behind still answers
    sockets = Path(str(psycopg.conninfo.conninfo_to_dict(dsn)["host"]))
    orphan = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    with EmbeddedPostgres(folder) as server:
        assert kept(server.dsn) == [7]
        assert server.pid != orphan
        assert not sockets.exists()
    wait_until(lambda: stopped(orphan))


def test_a_note_of_a_server_that_is_gone_is_not_believed(folder: Path) -> None:
    folder.mkdir()
    (folder / "postgres.dsn").write_text("host=/tmp/leaven-gone user=postgres dbname=postgres")
    assert running_dsn(folder) is None


def test_a_second_process_on_the_folder_gets_one_clear_sentence(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        with pytest.raises(FolderBusyError) as refused:
            EmbeddedPostgres(folder).start()
        assert str(os.getpid()) in str(refused.value)
        assert "LEAVEN_HOME" in str(refused.value)
        write(server.dsn, 1)  # the first one was not disturbed


def test_two_copies_on_one_machine_do_not_meet(folder: Path) -> None:
    with EmbeddedPostgres(folder / "a") as one, EmbeddedPostgres(folder / "b") as two:
        write(one.dsn, 1)
        write(two.dsn, 2)
        assert (kept(one.dsn), kept(two.dsn)) == ([1], [2])


def test_a_child_process_uses_the_database_without_starting_it(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        write(server.dsn, 3)
        code = """
import psycopg, sys
with psycopg.connect(sys.argv[1]) as connection:
    print(connection.execute('table kept').fetchall())"""
        output, _ = python(code, server.dsn).communicate(timeout=20)
        assert output.strip() == "[(3,)]"


def test_a_start_that_was_cut_off_while_making_the_folder_is_begun_again(folder: Path) -> None:
    unfinished = folder / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(folder) as server:
        write(server.dsn, 1)


def test_no_permission_of_a_folder_above_is_widened(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    above = [private, *private.parents]
    before = [place.stat().st_mode for place in above]
    with EmbeddedPostgres(private / "leaven") as server:
        write(server.dsn, 1)
    assert [place.stat().st_mode for place in above] == before


def test_a_long_path_with_spaces_and_quotes_is_fine(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / ("a long 'name' " * 8) / "leaven") as server:
        write(server.dsn, 1)


def test_nobody_else_on_the_machine_reaches_the_database(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        sockets = Path(str(psycopg.conninfo.conninfo_to_dict(server.dsn)["host"]))
        assert oct(sockets.stat().st_mode)[-3:] == "700"
        with psycopg.connect(server.dsn) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_an_older_postgres_folder_is_refused_in_words(folder: Path) -> None:
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(UnavailableError, match="PostgreSQL 16"):
        EmbeddedPostgres(folder).start()
    FolderLock(folder).acquire()  # and the folder is free again


def test_a_damaged_folder_is_refused_in_words(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    (folder / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(UnavailableError, match="does not start"):
        EmbeddedPostgres(folder).start()


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match="cannot write"):
        EmbeddedPostgres(tmp_path / "file" / "leaven").start()


def test_the_log_keeps_no_words_of_a_person(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("create table lines (words text unique)")
        connection.execute("insert into lines values ('the guard was open')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into lines values ('the guard was open')")
    log = (folder / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "guard" not in log


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = project_keys(tmp_path)
    assert project_keys(tmp_path) == first
    assert oct((tmp_path / "keys.json").stat().st_mode)[-3:] == "600"
    assert first.jwt_secret.get_secret_value() not in repr(first)
    (tmp_path / "keys.json").write_text("{")
    with pytest.raises(UnavailableError, match="cannot be read"):
        project_keys(tmp_path)


def test_a_process_that_was_slower_never_replaces_the_keys(tmp_path: Path) -> None:
    first = project_keys(tmp_path)
    keys._make(tmp_path / "keys.json")  # it had looked before the file was there
    assert project_keys(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_two_processes_that_make_the_keys_get_the_same(tmp_path: Path) -> None:
    code = """
import sys; from pathlib import Path; from services.embedded import keys
from services.embedded.keys import project_keys
print(project_keys(Path(sys.argv[1])).publishable_key)"""
    processes = [python(code, tmp_path) for _ in range(4)]
    assert len({process.communicate(timeout=30)[0] for process in processes}) == 1
