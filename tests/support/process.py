"""Leaven as people start it: one command, in a process of its own, on a folder of its own."""

import os
import queue
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
CODE = re.compile(r"Sign-in code for (\S+): (\d{6})")


class LeavenProcess:
    """`python -m app run` on `home`; a context manager.

    `model` is a speech model's folder; `lan` an address to serve other devices at, by HTTPS.
    """

    def __init__(
        self,
        home: Path,
        model: Path | None = None,
        port: int | None = None,
        lan: str = "",
    ) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"https://{lan}:{self.port}" if lan else f"http://127.0.0.1:{self.port}"
        self._options = ["--lan", "--host", lan] if lan else []
        self.log = home.parent / f"{home.name}.log"
        self._model = model
        self._codes: queue.Queue[tuple[str, str]] = queue.Queue()
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "LeavenProcess":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        environment = os.environ | {"LEAVEN_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}
        if self._model:
            environment["LEAVEN_SPEECH_MODEL"] = str(self._model)
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "app", "run", "--port", str(self.port), *self._options],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reader.start()
        self._wait_until_healthy()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(90)
            self._reader.join(10)

    def trusted(self) -> ssl.SSLContext | bool:
        """What a phone that trusts this Leaven's authority trusts."""
        authority = self.home / "tls" / "authority.pem"
        return ssl.create_default_context(cafile=authority) if authority.exists() else True

    def code_for(self, email: str) -> str:
        """The six digits that the terminal showed for this address."""
        while True:
            address, code = self._codes.get(timeout=20)
            if address == email:
                return code

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout, self.log.open("a", encoding="utf-8") as log:
            for line in process.stdout:
                if found := CODE.search(line):
                    self._codes.put((found[1], found[2]))
                log.write(line)
                log.flush()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                healthy = httpx.get(f"{self.url}/healthz", timeout=2, verify=self.trusted())
                if healthy.status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"Leaven did not start: {self.log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
