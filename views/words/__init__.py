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
_KEY = "leaven.language"


def say(english: str, **values: object) -> str:
    """The text in this visitor's language; `values` fill its {placeholders}."""
    text = catalogue(language()).get(english, english)
    return text.format(**values) if values else text


def language() -> str:
    """The language that this visitor reads, `en` until they pick another."""
    return str(ft.context.page.session.store.get(_KEY) or "en")


def speak(chosen: str) -> None:
    """Remember what this visitor picked; screens drawn from now on follow it."""
    if chosen in LANGUAGES:
        ft.context.page.session.store.set(_KEY, chosen)


@cache
def catalogue(chosen: str) -> dict[str, str]:
    """English text to the same in another language; empty for English."""
    if chosen == "en" or chosen not in LANGUAGES:
        return {}
    source = files(__name__).joinpath(f"{chosen}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(source)
    return found
