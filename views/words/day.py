"""A day on a wall calendar, as people say it."""

from datetime import date

from views.words import language, say

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """E.g. "3 May 2026"; in German "3. Mai 2026"."""
    number = f"{day.day}." if language() == "de" else str(day.day)
    return f"{number} {say(MONTHS[day.month - 1])} {day.year}"
