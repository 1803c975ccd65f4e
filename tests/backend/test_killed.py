"""Leaven as people run it, killed in the middle: nothing is lost, and nothing stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest

from services.embedded.postgres import running_dsn
from tests.support.database import memory_folder
from tests.support.process import free_port
from tests.support.processes import ROOT, wait_until


def run(home: Path, port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "app", "run", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "LEAVEN_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: answers(port), seconds=120)
    return process


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").is_success
    except httpx.TransportError:
        return False


def organisations(home: Path) -> list[tuple[object, ...]]:
    dsn = running_dsn(home)
    assert dsn is not None
    with psycopg.connect(dsn) as connection:
        return connection.execute("select id, name from leaven.organisations").fetchall()


def workers(home: Path) -> int:
    """How many have signed in at the queue and not out."""
    dsn = running_dsn(home)
    assert dsn is not None
    with psycopg.connect(dsn) as connection:
        query = "select count(*) from procrastinate.procrastinate_workers"
        (count,) = connection.execute(query).fetchone() or (0,)
    return int(count)


def test_leaven_that_is_killed_starts_again_with_everything_and_leaves_no_worker(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    port = free_port()
    with memory_folder(tmp_path_factory) as home:
        first = run(home, port)
        before = organisations(home)
        wait_until(lambda: workers(home) > 0, seconds=60)
        first.send_signal(signal.SIGKILL)
        first.wait()
        wait_until(lambda: workers(home) == 0, seconds=60)  # they leave by themselves
        second = run(home, port)
        assert organisations(home) == before
        second.send_signal(signal.SIGTERM)
        second.wait(60)
        assert not (home / "postgres" / "postmaster.pid").exists()
