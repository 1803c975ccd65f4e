"""Lines as they are compared: one spelling of the same words, and which are said twice."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

NEAR_DUPLICATE = 95.0
"""rapidfuzz ratio (0 to 100) from which two lines of one session are the same line."""

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def normalise(text: str) -> str:
    """The line with one kind of space and one form per letter; its words are untouched."""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(clean.split())


def words(text: str) -> list[str]:
    """The words of a line, lower case, without punctuation or emoji."""
    return [match.group().lower() for match in WORD.finditer(text)]


def duplicates_of(text: str, others: Sequence[str]) -> list[int]:
    """Which of the other lines say the same in (nearly) the same letters, in their order."""
    if not default_process(text):
        return []
    found = process.extract(
        text,
        others,
        scorer=fuzz.ratio,
        processor=default_process,
        score_cutoff=NEAR_DUPLICATE,
        limit=None,
    )
    return sorted(int(match[2]) for match in found)
