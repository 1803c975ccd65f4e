"""What can be tapped for one line: themes and lines that say the same, with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.desk import DeskLine
from app.domain.why import Reasons, reasons_of
from views.words import say

MOST = 3
SURE, LIKELY = 0.9, 0.5


@dataclass(frozen=True)
class Offer:
    """A theme, or a line without a theme."""

    title: str
    p: float
    reasons: Reasons
    theme_id: UUID | None = None
    line_id: UUID | None = None
    translation: str = ""

    @property
    def notice(self) -> str:
        return self.reasons.notice


def offers_of(line: DeskLine) -> Sequence[Offer]:
    """At most three, surest first; a line in the same letters tells least, so it stands last."""
    found = [
        Offer(each.title, each.p or 0.0, reasons_of(each.reasons), theme_id=each.theme_id)
        for each in line.themes
    ] + [
        Offer(
            each.words,
            each.p or 0.0,
            reasons_of(each.reasons),
            line_id=each.line_id,
            translation=each.translation,
        )
        for each in line.same_as
    ]
    return sorted(found, key=lambda each: (each.reasons.same, -each.p))[:MOST]


def reason(reasons: Reasons) -> str:
    """Why, in one sentence that a person can check."""
    if not reasons.known:
        return say("Linked by overall meaning; no words are shared.")
    if not reasons.shared:  # an older linker wrote the sentence alone
        told = reasons.why.startswith("Shared words")
        return reasons.why if told else say("No shared words, linked by overall meaning.")
    return say("Shared words: {words}.", words=", ".join(word for *_, word in reasons.shared))


def level(p: float) -> str:
    """How sure, in words; the number stands on the theme's page."""
    return say("Nearly sure" if p >= SURE else "Likely" if p >= LIKELY else "Perhaps")


def record(reasons: Reasons) -> str:
    """What became of links that were as sure; empty while none has been answered."""
    asked, kept = reasons.record
    if not asked:
        return ""
    return say("Of {asked} links at this level {kept} were kept.", asked=asked, kept=kept)
