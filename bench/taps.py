"""Taps of each journey beside the most that it may take, as the browser tests counted."""

import json
from collections.abc import Iterator

from tests.browser.support.taps import RECORD


def figures() -> Iterator[str]:
    """One line for each stretch of a journey; how to get them, if nothing was counted yet."""
    if not RECORD.exists():
        yield "taps of each journey                    none counted yet: make browser"
        return
    known = json.loads(RECORD.read_text(encoding="utf-8"))
    for journey, seen in known.items():
        taps = f"{seen['taps']} taps, {seen['most']} at most"
        yield f"{journey:<39} {taps}, {seen['seconds']:.1f} s by a machine's hand"
