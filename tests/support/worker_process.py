"""Workers as processes of their own, to be killed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def start_worker(dsn: str, folder: Path, model: Path) -> subprocess.Popen[str]:
    """Returns when the worker is ready."""
    command = [sys.executable, "-m", "tests.support.speech_worker", dsn, str(folder), str(model)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert worker.stdout is not None
    with worker.stdout as said:
        assert said.readline().strip() == "ready"
    return worker


def wait_until(done: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "the last worker did not finish"
        time.sleep(0.2)
