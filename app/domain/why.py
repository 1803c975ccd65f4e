"""Why the machine put a line to a theme, as far as numbers and words can say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.noun import Noun

LEAST_SHARE = 0.02
"""A word that brings less of the likeness than this is not worth a bar."""
MOST_WORDS = 6


class NearLine(Noun):
    """A line of another site that is near; no place while too few voices stand behind it."""

    id: UUID
    words: str
    place: str | None = None
    week: str | None = None


@dataclass(frozen=True)
class WordShare:
    """One word and its part of all likeness, from -1 to 1; below zero it speaks against."""

    word: str
    part: float


@dataclass(frozen=True)
class WordPair:
    """A word of this line and the word there that answers it."""

    mine: str
    theirs: str


class Reasons(Noun):
    """As services/linking/linker.py writes them; spans are places in the line's clean words."""

    why: str = ""
    record: tuple[int, int] = (0, 0)
    shared: tuple[tuple[int, int, str], ...] = ()
    words: tuple[tuple[int, int, float], ...] = ()
    cosine: float = 0.0
    answers: tuple[tuple[int, int, str], ...] = ()
    notice: str = ""
    same: bool = False
    """A line in the same letters: whatever theme one finds is the other's too."""

    @property
    def known(self) -> bool:
        """Is there anything to say? A link made by hand has none."""
        return bool(self.why)

    def shares(self, line: str, most: int = MOST_WORDS) -> Sequence[WordShare]:
        """The telling words, strongest first; `line` is the clean line that the spans are of."""
        whole = sum(abs(part) for *_, part in self.words) or 1.0
        found = [WordShare(line[a:b], part / whole) for a, b, part in self.words if line[a:b]]
        telling = [each for each in found if abs(each.part) >= LEAST_SHARE]
        return sorted(telling, key=lambda each: -abs(each.part))[:most]

    def pairs(self, line: str) -> Sequence[WordPair]:
        """Words that answer each other without being the same word."""
        found = [WordPair(line[a:b].lower(), other.lower()) for a, b, other in self.answers]
        same = {each.mine for each in self.equal(line)}
        return [each for each in found if each.mine != each.theirs and each.mine not in same]

    def equal(self, line: str) -> Sequence[WordPair]:
        """Words that are the same, or the same with a slip."""
        return [WordPair(line[a:b].lower(), other) for a, b, other in self.shared]


def reasons_of(given: dict[str, Any]) -> Reasons:
    """What was written by an older linker may lack parts."""
    return Reasons.model_validate({k: v for k, v in given.items() if k in Reasons.model_fields})


class Why(Noun):
    """Everything about one line in one theme."""

    words: str
    source: str
    p: float | None = None
    reasons: dict[str, Any] = {}
    elsewhere: tuple[NearLine, ...] = ()

    @property
    def told(self) -> Reasons:
        return reasons_of(self.reasons)
