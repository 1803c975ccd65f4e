"""The linking desk: what waits for a facilitator, with its reasons."""

from typing import Any, Literal
from uuid import UUID

from app.domain.noun import Noun

ProposalKind = Literal["new", "merge", "split"]
SignalKind = Literal["rise", "breadth", "new_site"]


class OfferedTheme(Noun):
    """A theme that a line may belong to; `reasons` as services/linking/linker.py writes them."""

    theme_id: UUID
    title: str
    state: Literal["suggested"] = "suggested"
    source: Literal["machine", "person"] = "machine"
    p: float | None = None
    reasons: dict[str, Any] = {}


class SameAs(Noun):
    """A line without a theme that may say the same."""

    line_id: UUID
    words: str
    translation: str = ""
    p: float | None = None
    reasons: dict[str, Any] = {}


class DeskLine(Noun):
    """A line that waits, with at most three things to tap."""

    id: UUID
    words: str
    released: bool
    translation: str = ""
    themes: tuple[OfferedTheme, ...] = ()
    same_as: tuple[SameAs, ...] = ()


class Desk(Noun):
    """`waiting` lines have suggestions; the `pool` has none and is looked through by the hour."""

    pool: int
    waiting: int
    lines: tuple[DeskLine, ...] = ()


class PoolLine(Noun):
    """A line in no theme with nothing to tap."""

    id: UUID
    words: str
    released: bool
    translation: str = ""


class Named(Noun):
    id: UUID
    title: str


class Quoted(Noun):
    id: UUID
    words: str
    translation: str = ""


class Proposal(Noun):
    """A new theme from lines, two themes that are one, or a theme that is two."""

    id: UUID
    kind: ProposalKind
    title: str
    keywords: tuple[str, ...] = ()
    alike: float
    themes: tuple[Named, ...] = ()
    lines: tuple[Quoted, ...] = ()


class Signal(Noun):
    """A theme that rises or spreads. `seen` is None while too few sessions stand behind it."""

    theme_id: UUID
    title: str
    kind: SignalKind
    seen: dict[str, int] | None = None
    week: str
