"""The shell in Chromium, over a server that can be killed and started again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.support.chromium import hum, launch, phone
from tests.support.capture_server import CaptureServer, capture_server


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
