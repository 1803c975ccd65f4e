"""A receipt: four words by which a person follows an own line without any account."""

from typing import Literal

from app.domain.crew import WhyNote
from app.domain.decision import Decision
from app.domain.noun import Noun

Fate = Literal["heard", "linked", "decided", "changed"]

WORDS_OF_A_RECEIPT = 4
FATES: dict[Fate, str] = {
    "heard": "Heard",
    "linked": "Linked with what others said",
    "decided": "Decided",
    "changed": "Changed",
}


class LedTo(Noun):
    """An action that the line stands behind, and how it is going."""

    change: str
    state: str
    last: Decision | None = None
    owner_note: str = ""
    did_it_help: str | None = None


class Followed(Noun):
    """What became of a line, as of last night. Never the line itself: a receipt can be found."""

    state: Fate = "heard"
    withdrawing: bool = False
    themes: tuple[str, ...] = ()
    actions: tuple[LedTo, ...] = ()
    why_notes: tuple[WhyNote, ...] = ()
    unanswered_too_long: bool = False
