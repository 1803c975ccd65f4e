"""The shell without a signal in Firefox and in WebKit: nothing is lost and nothing doubled."""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.engines.drivers import MINIBROWSER, Driver, firefox, webkit
from tests.support.capture_server import CaptureServer, capture_server
from tests.support.capture_store import CARD

pytestmark = pytest.mark.engines
Opened = Callable[[Path], AbstractContextManager[Driver]]
ENGINES: dict[str, tuple[Opened, bool]] = {
    "firefox": (firefox, bool(shutil.which("firefox-esr"))),
    "webkit": (webkit, bool(shutil.which("WebKitWebDriver")) and MINIBROWSER.exists()),
}
WORDS = "Pallets block the walkway at shift start"
SOON = 40.0  # seconds; only a failure waits so long


@pytest.fixture(params=ENGINES)
def phone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Driver]:
    opened, there = ENGINES[request.param]
    if not there:
        pytest.skip(f"{request.param} is not on this machine")
    with opened(tmp_path) as driver:
        yield driver


@pytest.fixture
def server() -> Iterator[CaptureServer]:
    with capture_server() as running:
        yield running


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def opened(phone: Driver, address: str) -> None:
    """The shell stands, and its service worker can bring it back without a signal."""
    phone.go(address)
    until(lambda: phone.run("return document.body.dataset.ready === 'yes'"))
    phone.run("await navigator.serviceWorker.ready")


def held(phone: Driver) -> list[dict[str, object]]:
    return list(
        phone.run("return (await Outbox.list()).map(({id, kind, state}) => ({id, kind, state}))")
    )


def test_words_wait_on_the_device_and_arrive_once(phone: Driver, server: CaptureServer) -> None:
    opened(phone, f"{server.url}/seat#{CARD}")
    server.stop()
    phone.run(
        f"""document.getElementById('toType').click();
            const field = document.getElementById('words');
            field.value = {WORDS!r};
            field.dispatchEvent(new Event('input'));
            document.getElementById('sendWords').click();"""
    )
    until(lambda: held(phone))
    opened(phone, f"{server.url}/capture")
    assert [item["kind"] for item in held(phone)] == ["text"]
    server.start()
    until(lambda: all(item["state"] == "delivered" for item in held(phone)))
    assert list(server.store.texts.values()) == [WORDS]
    assert len(server.store.deliveries) == 1


def test_a_recording_waits_on_the_device_and_arrives_byte_for_byte(
    phone: Driver, server: CaptureServer
) -> None:
    opened(phone, f"{server.url}/seat#{CARD}")
    if not phone.run("return Boolean(navigator.mediaDevices && window.MediaRecorder)"):
        pytest.skip("this build of the browser records no sound")
    server.stop()
    phone.run("document.getElementById('mic').click()")
    until(lambda: phone.run("return Screen.view() === 'recording'"))
    time.sleep(3)  # what is said
    phone.run("document.getElementById('stop').click()")
    until(lambda: phone.run("return Screen.view() === 'kept'"))
    [item] = held(phone)
    kept = phone.run(
        f"""const bytes = await (await Outbox.blob(await Outbox.get({item["id"]!r}))).arrayBuffer();
            const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
            return Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('');"""
    )
    phone.run("document.getElementById('send').click()")
    opened(phone, f"{server.url}/capture")
    server.start()
    until(lambda: all(item["state"] == "delivered" for item in held(phone)))
    [sound] = server.store.sounds.values()
    assert hashlib.sha256(sound).hexdigest() == kept
    assert len(sound) > 2000
    assert len(server.store.deliveries) == 1
