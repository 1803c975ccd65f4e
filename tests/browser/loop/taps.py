"""What a journey costs: taps, which are promised, and seconds, which are only written down."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response

from tests.browser.support.flutter import Name, tap

logger = logging.getLogger(__name__)


class Person:
    """Somebody at a screen whose touches and bytes are counted. Typing is no tap."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.bytes = 0
        page.on("response", self._count)

    def press(self, target: Locator) -> None:
        """Touch something on a light page."""
        self.taps += 1
        target.click()

    def tap(self, name: Name) -> None:
        """Touch a button of a Flet screen."""
        self.taps += 1
        tap(self.page, name)

    @contextmanager
    def recorded(self, journey: str) -> Iterator[None]:
        """How long it took goes into the test's log."""
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        logger.info("%s: %d taps, %.1f s, %d bytes", journey, self.taps, took, self.bytes)

    def _count(self, response: Response) -> None:
        self.bytes += int(response.headers.get("content-length", "0"))
