"""The week of a line as people say it: all that is kept of when something was said."""

from views.words import say


def week_words(week: str) -> str:
    """`2026-W07` as "week 7 of 2026"; nothing for a line without a week."""
    year, _, number = week.partition("-W")
    return say("week {number} of {year}", number=int(number), year=year) if number else week
