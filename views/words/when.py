"""Days, weeks and months as people say them."""

from datetime import date

from app.domain.day import MONTHS
from views.words import say


def day_words(day: date) -> str:
    """E.g. "3 May 2026"; in German "3. Mai 2026"."""
    month = say(MONTHS[day.month - 1])
    return say("{day} {month} {year}", day=day.day, month=month, year=day.year)


def week_words(week: str) -> str:
    """`2026-W07` as "week 7 of 2026"; nothing for a line without a week."""
    year, _, number = week.partition("-W")
    return say("week {number} of {year}", number=int(number), year=year) if number else week


def month_words(month: str) -> str:
    """`2026-07` as "July 2026"."""
    return " ".join(month_parts(month))


def month_parts(month: str) -> tuple[str, str]:
    """The month's name and its year."""
    year, _, number = month.partition("-")
    return say(MONTHS[int(number) - 1]), year
