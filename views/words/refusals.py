"""Refusals in the visitor's language: sentences that the database and the services say in English.

Most are whole and stand in the catalogue as they are. Some carry something, such as a number:
their templates stand here, and what a sentence carries is read out of it.
"""

import re
from functools import cache

from views.words import catalogue, language, say_in

TEMPLATES = (
    "Somebody decided this before you: {verdict}. Look again before you change it.",
    "Give at least one dot, and at most {count}.",
    "{name} has {fewest} to {most} characters.",
    "{count} lines have not been checked by their speakers. "
    "Let them be checked, or leave them behind: they are then destroyed.",
    "“{word}” is not a word of a receipt.",
)


def told(sentence: str) -> str:
    """What the person reads: the same in their language, as far as it is known."""
    return told_in(language(), sentence)


def told_in(code: str, sentence: str) -> str:
    """The same, for answers that no screen shows."""
    known = catalogue(code)
    found = matching(sentence) if known and sentence not in known else None
    if found is None:
        return say_in(code, sentence)
    template, carried = found
    return say_in(code, template, **{name: say_in(code, part) for name, part in carried.items()})


def matching(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The template of a sentence and what it carries."""
    for template in TEMPLATES:
        found = _pattern(template).fullmatch(sentence)
        if found:
            return template, found.groupdict()
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """The template as a pattern: each {place} takes whatever stands there."""
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)),
        re.DOTALL,
    )
