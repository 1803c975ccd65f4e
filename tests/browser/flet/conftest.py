"""The gallery of the design system on the real delivery, socket and guard, in a real browser."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.support.chromium import launch, person
from tests.browser.support.weak_network import WeakNetwork
from tests.support.process import free_port

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


class Gallery:
    """The server as a process that a test may end and start again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bench.gallery", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own module
        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=1)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the gallery did not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


@pytest.fixture(scope="session")
def gallery() -> Iterator[Gallery]:
    running = Gallery()
    yield running
    running.stop()


@pytest.fixture
def network(gallery: Gallery) -> Iterator[WeakNetwork]:
    with WeakNetwork(gallery.port) as between:
        yield between


@pytest.fixture
def phone(browser: Browser) -> Page:
    context = person(browser)
    return context.new_page()
