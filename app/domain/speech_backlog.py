"""What waits to be put into words, as far as an administrator may know it."""

from typing import Literal

from app.domain.noun import Noun

Few = int | Literal["few"]
"""A number, or "few" for one to four: a small one would say who spoke when."""


class SpeechBacklog(Noun):
    waiting: Few = 0
    set_aside: Few = 0
    due_within_a_day: Few = 0
    oldest_hours: int | None = None
    rooms_waiting: Few = 0
    rooms_set_aside: Few = 0
    reasons: tuple[str, ...] = ()
    english_for_linking: bool = False
