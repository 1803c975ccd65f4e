"""How long something still lasts, in words a crew would use."""

import time
from datetime import datetime

from views.words import say


def minutes_until(at: datetime | None) -> int:
    """Whole minutes from now until `at` (aware); 0 if it is over or unknown."""
    if at is None:
        return 0
    return max(0, int((at.timestamp() - time.time() + 59) // 60))


def in_words(minutes: int) -> str:
    """E.g. "2 days", "18 hours", "40 minutes"; rounded down, so that it never promises more."""
    hours = minutes // 60
    if hours >= 48:  # noqa: PLR2004 - two days
        return say("{count} days", count=hours // 24)
    if hours >= 2:  # noqa: PLR2004 - two hours
        return say("{count} hours", count=hours)
    return say("{count} minutes", count=minutes)
