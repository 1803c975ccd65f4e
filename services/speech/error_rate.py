"""How far a transcript is from what was said: word error rate after Whisper's normalising."""

import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

Normalise = Callable[[str], str]

_FILLERS = re.compile(r"\b(?:hmm|mm|mhm|mmm|uh|um)\b")
_BRACKETS = re.compile(r"[<\[][^>\]]*[>\]]|\([^)]*\)")
_SHORT = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"\bmr\b"), "mister"),
    (re.compile(r"\bmrs\b"), "missus"),
    (re.compile(r"\bdr\b"), "doctor"),
)


@dataclass(frozen=True, slots=True)
class Distance:
    """`errors` words wrong, missing or too many against `words` that were said."""

    errors: int
    words: int

    def __add__(self, other: "Distance") -> "Distance":
        return Distance(self.errors + other.errors, self.words + other.words)

    @property
    def rate(self) -> float:
        """0 is perfect; above 1 if more was invented than said. Nothing said: the errors."""
        return self.errors / self.words if self.words else float(self.errors)


def distance(said: str, heard: str, normalise: Normalise) -> Distance:
    """Word distance of two texts after `normalise`."""
    a, b = normalise(said).split(), normalise(heard).split()
    return Distance(Levenshtein.distance(a, b), len(a))


@lru_cache
def normaliser(language: str) -> tuple[str, Normalise]:
    """How to make texts comparable, and its name for the report.

    English: Whisper's own normaliser where openai-whisper is installed (numbers, spellings,
    contractions). Otherwise a small one of ours that leaves numbers as they are written.
    """
    if language != "en":
        return "plain (letters and digits, lower case)", plain
    try:
        from whisper.normalizers import EnglishTextNormalizer
    except ImportError:
        return "small English (openai-whisper is not installed)", small_english
    with warnings.catch_warnings():
        # It leaves its table of spellings to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        whisper_english: Normalise = EnglishTextNormalizer()
    return "whisper's English", whisper_english


def plain(text: str) -> str:
    """Lower case, every sign that is neither letter nor digit a space; accents stay."""
    folded = unicodedata.normalize("NFKC", _BRACKETS.sub(" ", text)).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", folded).split())


def small_english(text: str) -> str:
    """Close to Whisper's English normaliser without its tables of numbers and spellings."""
    folded = _BRACKETS.sub(" ", text).casefold().replace("\u2019", "'")
    folded = _FILLERS.sub(" ", folded)
    for pattern, full in _SHORT:
        folded = pattern.sub(full, folded)
    bare = unicodedata.normalize("NFKD", re.sub(r"(?<=\d),(?=\d)", "", folded))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w\s]|_", " ", letters.replace("'", "")).split())
