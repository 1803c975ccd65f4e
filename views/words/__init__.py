"""The catalogue: every text of the screens in the language that the visitor picked.

English stands where a text is used and is its key; other languages stand in one file each, made
complete by a test. What people said is never looked up here: nothing translates it silently.
"""

import json
from functools import cache
from importlib.resources import files

import flet as ft

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The languages that are complete, each by its own name."""
PICKED = "leaven_language"
"""Where a page's session remembers what its device has picked; the server puts the cookie there."""
_READS = "reads"


def say(english: str, /, **values: object) -> str:
    """The text in this visitor's language; `values` fill its {placeholders}."""
    return say_in(language(), english, **values)


def say_in(code: str, english: str, /, **values: object) -> str:
    """The same in a language that is known otherwise."""
    text = catalogue(code).get(english, english)
    return text.format(**values) if values else text


def language() -> str:
    """What this visitor reads: what they picked, else what `speak` was told, else English."""
    return picked() or str(ft.context.page.session.store.get(_READS) or "en")


def picked() -> str | None:
    """What somebody picked on this device, if it is one that we speak."""
    chosen = ft.context.page.session.store.get(PICKED)
    return str(chosen) if chosen in LANGUAGES else None


def speak(chosen: str) -> None:
    """Read in this language as long as nobody picks one."""
    if chosen in LANGUAGES:
        ft.context.page.session.store.set(_READS, chosen)


def pick(chosen: str) -> None:
    """From now on this device reads in this language; screens drawn from now on follow it."""
    if chosen in LANGUAGES:
        ft.context.page.session.store.set(PICKED, chosen)


@cache
def catalogue(chosen: str) -> dict[str, str]:
    """English text to the same in another language; empty for English."""
    if chosen == "en" or chosen not in LANGUAGES:
        return {}
    source = files(__name__).joinpath(f"{chosen}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(source)
    return found
