"""Count what a person touches on a journey, and keep the counts for `make bench` to show.

A touch of a button counts; writing counts as writing. Taps are held against a target; seconds
are kept beside them and never asserted: they belong to the machine and its load.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.support.flutter import tap, touch

RECORD = Path(__file__).parents[3] / "bench" / "taps.json"


class Taps:
    """One person's touches on one device."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def tap(self, name: str | re.Pattern[str]) -> None:
        """Touch a button of a Flet screen by its words."""
        self.number += 1
        tap(self.page, name)

    def touch(self, target: Locator) -> None:
        """Touch one of several things of the same name."""
        self.number += 1
        touch(target)

    def click(self, name: str) -> None:
        """Touch a button of a light page or of the recorder."""
        self.number += 1
        self.page.get_by_role("button", name=name, exact=True).click()


@contextmanager
def counted(page: Page, journey: str, most: int) -> Iterator[Taps]:
    """A stretch of a journey, which takes `most` taps at the most."""
    taps, began = Taps(page), time.monotonic()
    yield taps
    keep(journey, taps.number, most, time.monotonic() - began)
    assert taps.number <= most, f"{journey}: {taps.number} taps, and {most} are the most"


def keep(journey: str, taps: int, most: int, seconds: float) -> None:
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    known[journey] = {"taps": taps, "most": most, "seconds": round(seconds, 1)}
    RECORD.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
