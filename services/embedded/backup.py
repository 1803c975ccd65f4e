"""One file that holds everything of the embedded mode, made while Leaven runs, and the way back.

A backup holds what a release destroys afterwards, so old ones go: see `forget`.
"""

import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from app.errors import ConflictError, InvalidInputError, UnavailableError
from services.database.migrate import roles
from services.embedded.engine import find_engine
from services.embedded.postgres import EmbeddedPostgres

DUMP, KEYS, STORAGE = "database.dump", "keys.json", "storage"
NAME = "leaven-%Y-%m-%d-%H%M%S.backup"
_INDEX_MEMORY = {"maintenance_work_mem": "1GB"}
"""A graph over the lines' vectors that does not fit is built many times slower."""


def back_up(home: Path, dsn: str, into: Path, now: datetime) -> Path:
    """Write a backup of the running database, the recordings and the keys; its path.

    Readable by its owner only; there under its name only when it is whole. Raises
    UnavailableError when the database cannot be read.
    """
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = into / now.strftime(NAME)
    with tempfile.TemporaryDirectory(dir=into, prefix=".leaven-") as folder:
        dump, unfinished = Path(folder) / DUMP, Path(folder) / "unfinished"
        _run(home, "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={dsn}")
        with tarfile.open(unfinished, "w") as archive:
            archive.add(dump, DUMP)
            archive.add(home / KEYS, KEYS)
            for path in sorted((home / STORAGE).rglob("*")):
                _add(archive, path, str(path.relative_to(home)))
        unfinished.chmod(0o600)
        unfinished.rename(target)
    return target


def forget(into: Path, now: datetime, days: int) -> list[Path]:
    """Delete the backups that are older than so many days; the ones that went."""
    old = [path for path in into.glob("leaven-*.backup") if _made(path) < now - timedelta(days)]
    for path in old:
        path.unlink()
    return old


def restore(file: Path, home: Path) -> None:
    """Put a backup into an empty data folder. Starting Leaven there brings it up to date.

    Raises ConflictError when something is there already, InvalidInputError when the file is no
    backup or is damaged.
    """
    if (home / "postgres").exists():
        raise ConflictError(f"There is a Leaven in {home} already. Name an empty folder.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with tarfile.open(file) as archive:
            archive.extractall(home, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise InvalidInputError(f"{file} is not a backup of Leaven, or it is damaged.") from error
    dump = home / DUMP
    if not dump.exists():
        raise InvalidInputError(f"{file} is not a backup of Leaven.")
    with EmbeddedPostgres(home, settings=_INDEX_MEMORY) as server:
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            roles(connection)
        again = ["--clean", "--if-exists", "--exit-on-error", "--single-transaction"]
        _run(home, "pg_restore", *again, f"--dbname={server.dsn}", str(dump))
    dump.unlink()


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    try:
        archive.add(path, name, recursive=False)
    except FileNotFoundError:  # its time had come while we read
        return


def _made(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
    except ValueError:  # a stranger's file: never old
        return datetime.max.replace(tzinfo=UTC)


def _run(home: Path, program: str, *arguments: str) -> None:
    made = subprocess.run(  # noqa: S603 - a program of ours
        [str(find_engine(home / "postgres").programs / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        reason = made.stderr.strip().splitlines()[-1:] or ["no reason was given"]
        raise UnavailableError(f"{program} did not come through: {reason[0]}")
