"""The shell in Chromium, over a server that can be killed and started again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.support.chromium import TABLET, hum, launch, phone
from tests.support.capture_server import CaptureServer, capture_server
from tests.support.capture_store import CARD
from tests.support.shell_page import ShellPage


@pytest.fixture(scope="session")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hum(tmp_path_factory.mktemp("voice") / "hum.wav")


@pytest.fixture(scope="session")
def browser(playwright: Playwright, voice: Path) -> Iterator[Browser]:
    with launch(playwright, voice, again=True) as running:
        yield running


@pytest.fixture
def server() -> Iterator[CaptureServer]:
    with capture_server() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new person's phone. An error that a script raises fails the test."""
    context = phone(browser)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def tablet(browser: Browser, server: CaptureServer) -> ShellPage:
    """A tablet that is passed round, with a clock that the test moves."""
    context = phone(browser, TABLET)
    page = context.new_page()
    page.clock.install()
    return ShellPage(page, server).open(f"/seat?shared=1#{CARD}")
