"""Firefox by WebDriver BiDi, WebKitGTK by its own WebDriver: go somewhere, run something there."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.support.process import free_port

MINIBROWSER = Path("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser")
PREFS = {
    "media.navigator.streams.fake": True,  # a tone instead of a microphone
    "media.navigator.permission.disabled": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "app.normandy.enabled": False,
}
START_SECONDS = 60.0


class Driver(Protocol):
    """One tab of a browser. `run` takes the body of an async function and gives what it returns."""

    def go(self, url: str) -> None: ...

    def run(self, body: str) -> Any: ...


class Firefox:
    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._number = 0
        self._ask("session.new", capabilities={})
        self._tab = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def go(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def run(self, body: str) -> Any:
        answer = self._ask(
            "script.evaluate",
            expression=f"(async () => {{ {body} }})().then(it => JSON.stringify(it ?? null))",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._wire.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._wire.recv(timeout=60))
            if answer.get("id") != self._number:
                continue
            if answer["type"] == "error":
                raise AssertionError(f"{method}: {answer['message']}")
            return answer["result"]


class WebKit:
    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=90)
        options = {"binary": str(MINIBROWSER), "args": ["--automation", *FEATURES]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = self._ask("/session", wanted)["sessionId"]
        self._ask(f"/session/{self._session}/timeouts", {"script": 60_000})

    def go(self, url: str) -> None:
        self._ask(f"/session/{self._session}/url", {"url": url})

    def run(self, body: str) -> Any:
        script = f"""const done = arguments[arguments.length - 1];
            (async () => {{ {body} }})().then(
                it => done({{it: it ?? null}}), error => done({{error: String(error)}}))"""
        asked = {"script": script, "args": []}
        answer = self._ask(f"/session/{self._session}/execute/async", asked)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["it"]

    def close(self) -> None:
        self._http.delete(f"/session/{self._session}")
        self._http.close()

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._http.post(path, json=body)
        value = answer.json()["value"]
        if answer.is_error:
            raise AssertionError(f"{path}: {value}")
        return value


FEATURES = ("--enable-mock-capture-devices=true", "--enable-media-stream=true")


@contextmanager
def firefox(folder: Path) -> Iterator[Driver]:
    port = free_port()
    prefs = "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFS.items())
    (folder / "user.js").write_text(prefs, encoding="utf-8")
    program = ["firefox-esr", "--headless", "--no-remote", "--profile", str(folder)]
    with (
        running([*program, f"--remote-debugging-port={port}"], folder, port),
        connect(f"ws://127.0.0.1:{port}/session", max_size=None) as wire,
    ):
        yield Firefox(wire)


@contextmanager
def webkit(folder: Path) -> Iterator[Driver]:
    port = free_port()
    shown = ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
    program = [*shown, "WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
    with running(program, folder, port):
        driver = WebKit(f"http://127.0.0.1:{port}")
        try:
            yield driver
        finally:
            driver.close()


@contextmanager
def running(program: list[str], folder: Path, port: int) -> Iterator[None]:
    """The program with `folder` as its home, until its port answers and then as long as needed."""
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            program, env=os.environ | home, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _reachable(port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _reachable(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the browser did not start")
