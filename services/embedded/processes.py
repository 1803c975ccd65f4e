"""Postgres's processes: starting them as the right account, finding them, ending them."""

import logging
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

from services.embedded.engine import Engine

logger = logging.getLogger(__name__)


class Run:
    """Starts Postgres's programs on one folder, as the right account, in their own session."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.place = engine.name_of(self._descriptor, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def start(self, program: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        account = self._engine.account
        with log.open("ab") as output:
            log.chmod(0o600)
            return subprocess.Popen(  # noqa: S603
                [str(self._engine.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
                pass_fds=[self._descriptor],
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )


@dataclass(frozen=True)
class Postmaster:
    """What a running server says of itself in postmaster.pid."""

    pid: int
    port: str
    sockets: str
    ready: bool

    def answers(self) -> bool:
        """Whether a server listens in its private socket folder: then it is ours."""
        if not Path(self.sockets).is_dir():
            return False
        try:
            psycopg.connect(
                host=self.sockets, port=self.port, user="postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            return False
        return True


def read_postmaster(data: Path) -> Postmaster | None:
    """Read postmaster.pid, if there is one: lines 1 process, 4 port, 5 socket folder, 8 state."""
    try:
        lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
        pid, _, _, port, sockets, *rest = lines
    except (OSError, ValueError):
        return None
    return Postmaster(int(pid), port, sockets, rest[-1:] == ["ready"])


def end(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then immediate, then kill."""
    for request, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if process.poll() is not None:
            return
        process.send_signal(request)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            logger.warning("embedded database is slow to stop", extra={"signal": request.name})
