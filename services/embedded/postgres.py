"""Postgres 18 in a folder: start, stop, recover; no installation, no Docker, no port."""

import atexit
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg.conninfo import make_conninfo

from app.errors import UnavailableError
from services.embedded.engine import MAJOR, Engine, find_engine
from services.embedded.lock import FolderLock
from services.embedded.processes import Run, end, read_postmaster

if TYPE_CHECKING:
    import subprocess

logger = logging.getLogger(__name__)

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # in the socket's name only, unless listen_addresses is set
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    # the log may never hold a person's words: no statements, no row details
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_INITDB = [
    "--username=postgres", "--encoding=UTF8", "--locale=C",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--text-search-config=simple",
    "--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions",
]  # fmt: skip
_SOCKETS = "leaven-"  # how the name of a socket folder begins
_STARTS = 20  # after a crash the old server's last children hold its memory for some seconds
_LOG_LIMIT = 5_000_000  # bytes
_PLACE_LIMIT = 70  # characters; a socket's whole path has at most 103 bytes on macOS


class EmbeddedPostgres:
    """A Postgres server of our own in `folder`, reached through a private Unix socket.

    A context manager. `dsn` may be given to child processes; they connect, they do not start it.
    In the main thread SIGTERM and SIGHUP become SystemExit, so that `with` stops the server
    (uvicorn raises the signal again after its own shutdown). Raises FolderBusyError when another
    process owns the folder, UnavailableError when the server does not start.
    """

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.expanduser().absolute()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self._settings = {**_SETTINGS, **(settings or {})}
        self._lock = FolderLock(self.folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None
        self._signals: dict[int, object] = {}
        self._stopping = threading.Event()
        self._changing = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        """Connection string of the superuser, for this process and its children."""
        if self._sockets is None:
            raise UnavailableError("The embedded database is not running.")
        port = self._settings["port"]
        return make_conninfo(host=str(self._sockets), port=port, user="postgres", dbname="postgres")

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and running else None

    def start(self) -> None:
        """Start, after crash recovery if it is needed; returns when connections are accepted."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise UnavailableError(
                f"Leaven cannot write to the folder {self.folder}. "
                "Set LEAVEN_HOME to a folder that is yours."
            ) from error
        self._stopping.clear()
        self._catch_signals()
        try:
            self._stop_orphan()
            self._create()
            self._launch()
        except BaseException:
            self.stop()
            raise
        atexit.register(self.stop)
        threading.Thread(target=self._watch, name="embedded database", daemon=True).start()

    def stop(self) -> None:
        """Stop at once but cleanly; harmless when it is not running."""
        atexit.unregister(self.stop)
        self._stopping.set()
        with self._changing:
            if self._process is not None:
                end(self._process)
                self._process = None
            if self._sockets is not None:
                shutil.rmtree(self._sockets, ignore_errors=True)
                self._sockets = None
                (self.folder / "postgres.dsn").unlink(missing_ok=True)
            self._lock.release()
        self._release_signals()

    def _engine(self) -> Engine:
        return find_engine(self.data)

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that half of one never counts."""
        if self.data.exists():
            self._refuse_foreign()
            return
        engine = self._engine()
        unfinished = self.folder / "postgres.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        if engine.account:
            os.chown(unfinished, engine.account.uid, engine.account.gid)
        with Run(engine, unfinished) as run:
            made = run.start("initdb", *_INITDB, "-D", run.place, log=self.log)
            try:
                failed = made.wait() != 0
            except BaseException:  # Ctrl-C: it may not go on writing behind our back
                made.kill()
                raise
        if failed:
            raise UnavailableError(
                f"The embedded database could not be created. {self.log} says why; often the "
                "disk is full."
            )
        unfinished.rename(self.data)

    def _refuse_foreign(self) -> None:
        version = self.data / "PG_VERSION"
        made_by = version.read_text().strip() if version.exists() else "something else"
        if made_by != str(MAJOR):
            raise UnavailableError(
                f"The folder {self.data} was made by PostgreSQL {made_by}, and this Leaven brings "
                f"{MAJOR}. Start the Leaven that made it, or choose another folder."
            )

    def _launch(self) -> None:
        engine = self._engine()
        self._sockets = self._sockets or _socket_folder(engine)
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        self.log.touch(mode=0o600)
        if self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
            self.log.touch(mode=0o600)
        for attempt in range(_STARTS):
            read_from = self.log.stat().st_size
            with Run(engine, self.data) as run:
                self._process = run.start(
                    "postgres", "-D", run.place, "-k", str(self._sockets), *options, log=self.log
                )
            if self._ready():
                _write_private(self.folder / "postgres.dsn", self.dsn)
                logger.info("embedded database is running", extra={"attempt": attempt})
                return
            if attempt and not _waiting_helps(self.log, read_from):
                break
            if self._stopping.wait(0.25 + 0.1 * attempt):
                break
        raise UnavailableError(f"The embedded database does not start. {self.log} says why.")

    def _watch(self) -> None:
        """Start the server again, at the same address, when it was killed (out of memory)."""
        while not self._stopping.wait(0.5):
            with self._changing:
                if self._stopping.is_set() or self.pid is not None:
                    continue
                logger.error("the embedded database was killed and is started again")
                try:
                    self._launch()
                except UnavailableError as error:
                    logger.error("%s", error)  # noqa: TRY400 - the sentence is all there is to say

    def _ready(self) -> bool:
        """Wait as long as the server lives: recovery after a crash may take minutes."""
        while not self._stopping.is_set() and self.pid is not None and self._process is not None:
            state = read_postmaster(self.data)
            if state and state.pid == self._process.pid and state.ready:
                return True
            time.sleep(0.02)
        return False

    def _stop_orphan(self) -> None:
        """End the server of a Leaven that was killed; we hold the lock, so nobody owns it."""
        orphan = read_postmaster(self.data)
        if orphan is None:
            return
        if orphan.answers():
            self._end_orphan(orphan.pid)
        if Path(orphan.sockets).name.startswith(_SOCKETS):
            shutil.rmtree(orphan.sockets, ignore_errors=True)

    def _end_orphan(self, pid: int) -> None:
        for request in (signal.SIGINT, signal.SIGQUIT):
            os.kill(pid, request)
            for _ in range(300):
                if read_postmaster(self.data) is None:
                    return
                time.sleep(0.05)

    def _catch_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                self._signals[number] = signal.signal(number, _leave)

    def _release_signals(self) -> None:
        for number in list(self._signals):
            del self._signals[number]
            if signal.getsignal(number) is _leave:
                signal.signal(number, signal.SIG_DFL)


def running_dsn(folder: Path) -> str | None:
    """The connection string of the server that another process runs in `folder`, if it answers.

    A process that was killed leaves its note behind; the note alone proves nothing.
    """
    try:
        dsn = (folder.expanduser() / "postgres.dsn").read_text()
        psycopg.connect(dsn, connect_timeout=5).close()
    except (OSError, psycopg.OperationalError):
        return None
    return dsn


def _socket_folder(engine: Engine) -> Path:
    """A private folder with a short name."""
    place = tempfile.gettempdir()
    if engine.account is not None or len(place) > _PLACE_LIMIT:
        place = "/tmp"  # noqa: S108 - mkdtemp makes an unguessable folder with mode 0700
    folder = Path(tempfile.mkdtemp(prefix=_SOCKETS, dir=place))
    if engine.account is not None:
        os.chown(folder, engine.account.uid, engine.account.gid)
    return folder


def _waiting_helps(log: Path, read_from: int) -> bool:
    """Whether the last start only met the remains of a server that is going away."""
    with log.open("rb") as file:
        file.seek(read_from)
        said = file.read(_LOG_LIMIT)
    return b"still in use" in said or b"already exists" in said


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
