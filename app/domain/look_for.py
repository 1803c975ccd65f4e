"""The look-for card: what a team saw, what to look for, what changed. A minute to read or hear."""

from datetime import date
from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

AdoptionKind = Literal["too", "tried", "built_on"]

ADOPTIONS: dict[AdoptionKind, str] = {
    "too": "We have this too",
    "tried": "We tried it",
    "built_on": "We built on it",
}
LONGEST_PART = 300
MOST_WORDS = 150
WORDS_PER_SECOND = 2.5  # a calm reading voice: 150 words a minute


def seconds_to_read(*parts: str) -> int:
    """How long the parts take to hear, in whole seconds."""
    return round(sum(len(part.split()) for part in parts) / WORDS_PER_SECOND)


class Quote(Noun):
    """Words of a released line, letter for letter."""

    line_id: UUID
    words: str
    translation: str = ""


class LookForCard(Noun):
    id: UUID
    session_id: UUID | None = None
    topic: str = ""
    place: str | None = None
    saw: str = ""
    look_for: str = ""
    changed: str = ""
    shared: bool = False
    shared_on: date | None = None
    built_on: UUID | None = None
    quotes: tuple[Quote, ...] = ()
    taken_up: tuple[AdoptionKind, ...] = ()
    """What the reader's own team has tapped; for a seat only."""

    @property
    def aloud(self) -> str:
        """A part whose words were taken back is left out."""
        parts = (
            f"What we saw. {self.saw}" if self.saw else "",
            *[f"Somebody said: {quote.words}" for quote in self.quotes],
            f"What to look for. {self.look_for}" if self.look_for else "",
            f"What we changed. {self.changed}" if self.changed else "",
        )
        return " ".join(filter(None, parts))

    @property
    def seconds(self) -> int:
        words = (quote.words for quote in self.quotes)
        return seconds_to_read(self.saw, self.look_for, self.changed, *words)


class Relative(Noun):
    """A card in the family: one this was built on, or one built on this."""

    id: UUID
    saw: str
    topic: str = ""


class Adoption(Noun):
    id: UUID
    kind: AdoptionKind
    week: str
    topic: str | None = None
    place: str | None = None
    words: str = ""


class CardPage(LookForCard):
    parents: tuple[Relative, ...] = ()
    children: tuple[Relative, ...] = ()
    adoptions: tuple[Adoption, ...] = ()


class SessionCards(Noun):
    """A session's cards, and the released lines that may be quoted on them."""

    cards: tuple[LookForCard, ...] = ()
    lines: tuple["QuotableLine", ...] = ()


class QuotableLine(Noun):
    id: UUID
    words: str
    lens: str | None = None
    translation: str = ""
