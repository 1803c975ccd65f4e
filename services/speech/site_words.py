"""Words of the site that help the ear: learned from corrections, never from or about a person.

A confirmed text that mends the machine's text teaches how the site spells its things. Kept are the
word, a weight and a week; not who mended, when, or in which line. Where they are kept is the
caller's business (a port): these are pure functions.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.speech.compounds import names_a_thing

HALF_LIFE_WEEKS = 12.0
KEPT = 200
"""Words kept for a site; the lightest go first."""
USED = 40
USED_CHARACTERS = 200
SHORTEST = 3
"""Whisper reads at most 224 tokens of hints, and long lists make it hear them everywhere."""
ENOUGH = 2.0
"""A word helps from its second correction on, so that no single line shows through the list."""
FAINT = 0.25
SOUNDS_LIKE = 45.0
SAME_TEXT = 0.5

_TOKEN = re.compile(r"[^\W_]+(?:[-'\u2019/][^\W_]+)*")
# Small words are mended too, but teach the ear nothing.
_PLAIN = frozenset(
    _TOKEN.findall(
        "the and for was not are but with that this they them then than there their have has "
        "had were when what where which who whom will would could should can cannot from into "
        "onto over under our your his her its she him you all any some one two three four "
        "five six seven eight nine ten just only also very more most much many such same been "
        "being did does done because about after again before off out down here too now yes "
        "how why get got goes went come came"
    )
)


@dataclass(frozen=True, slots=True)
class SiteWord:
    """`weight` as it was in `week` (weeks counted from any fixed beginning)."""

    spelling: str
    weight: float
    week: int

    def weight_in(self, week: int) -> float:
        """Halves every `HALF_LIFE_WEEKS`."""
        return float(self.weight * 0.5 ** (max(0, week - self.week) / HALF_LIFE_WEEKS))


def learn(
    known: Iterable[SiteWord], machine: str, confirmed: str, week: int, names: Collection[str]
) -> tuple[SiteWord, ...]:
    """The site's words after one correction, heaviest first, at most `KEPT`.

    Args:
        known: The words so far.
        machine: The text that the engine gave.
        confirmed: The text that its speaker let stand.
        week: The present week.
        names: Every name or identifying bit found in `confirmed`: none of them is ever learned,
            nor is anything else that is written like a name.
    """
    now = {
        word.spelling.casefold(): SiteWord(word.spelling, word.weight_in(week), week)
        for word in known
    }
    forbidden = {part.casefold() for name in names for part in _TOKEN.findall(name)}
    for spelling in mended_words(machine, confirmed):
        key = spelling.casefold()
        before = now[key].weight if key in now else 0.0
        now[key] = SiteWord(spelling, before + 1.0, week)
    kept = (
        word
        for key, word in now.items()
        if word.weight >= FAINT and not forbidden.intersection(_TOKEN.findall(key))
    )
    return tuple(sorted(kept, key=lambda word: (-word.weight, word.spelling))[:KEPT])


def mended_words(machine: str, confirmed: str) -> list[str]:
    """Words that stand in `confirmed` where the machine misheard; nothing if it was rewritten."""
    heard, meant = _TOKEN.findall(machine), _TOKEN.findall(confirmed)
    matcher = difflib.SequenceMatcher(
        None, [word.casefold() for word in heard], [word.casefold() for word in meant], False
    )
    if matcher.ratio() < SAME_TEXT:
        return []
    return [
        word
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind == "replace" and _sounds_alike(heard[a:b], meant[c:d])
        for word in meant[c:d]
        if _teaches(word)
    ]


def hints_of(known: Iterable[SiteWord], week: int) -> tuple[str, ...]:
    """The words to give to the engine now, heaviest first."""
    heavy = sorted(known, key=lambda word: (-word.weight_in(week), word.spelling))
    return as_hints([word.spelling for word in heavy if word.weight_in(week) >= ENOUGH])


def as_hints(words: Sequence[str]) -> tuple[str, ...]:
    """At most `USED` words and `USED_CHARACTERS` characters, in the given order, each once."""
    taken: list[str] = []
    room = USED_CHARACTERS
    for word in dict.fromkeys(" ".join(word.split()) for word in words):
        if not word or len(taken) == USED or len(word) + 1 > room:
            continue
        taken.append(word)
        room -= len(word) + 1
    return tuple(taken)


def _sounds_alike(heard: Sequence[str], meant: Sequence[str]) -> bool:
    a, b = "".join(heard).casefold(), "".join(meant).casefold()
    return fuzz.ratio(a, b) >= SOUNDS_LIKE


def _teaches(word: str) -> bool:
    if len(word) < SHORTEST or word.casefold() in _PLAIN:
        return False
    if _looks_like_a_name(word) and not names_a_thing(word):
        return False
    return any(character.isalpha() for character in word)


def _looks_like_a_name(word: str) -> bool:
    """A capital and small letters: a rare surname stands on no list, so none is learned."""
    parts = re.split(r"[-'\u2019/]", word)
    return any(part[:1].isupper() and part[1:].islower() for part in parts)
