"""Shared memory: what was heard over months and places, as of last night."""

from typing import Literal
from uuid import UUID

from app.domain.crew import ExplainedStep, WhyNote
from app.domain.noun import Noun
from app.domain.observation import Lens


class Quoted(Noun):
    """A released line. `translation`: by its facilitator, beside it and never in its place."""

    id: UUID
    words: str
    translation: str = ""


class RememberedAction(Noun):
    id: UUID
    change: str
    state: str
    did_it_help: str | None = None
    differences: tuple[str, ...] = ()
    """What is different now, in the words that the team let go."""


class RememberedTheme(Noun):
    """Numbers are None until enough voices stand behind them; a month is "YYYY-MM"."""

    id: UUID
    title: str
    voices: int | None = None
    places: int | None = None
    place_names: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    slow: bool = False
    quotes: tuple[Quoted, ...] = ()
    actions: tuple[RememberedAction, ...] = ()


class RememberedLine(Quoted):
    topic: str = ""
    week: str = ""
    place: str | None = None
    steps: tuple[ExplainedStep, ...] = ()
    """Steps as written to which the team pinned this line."""


class RememberedThemePage(RememberedTheme):
    org_id: UUID
    lines: tuple[RememberedLine, ...] = ()
    why_notes: tuple[WhyNote, ...] = ()


class WrittenStep(ExplainedStep):
    """A step as written of which a team said something, in a session that it has let go."""

    topic: str
    week: str
    place: str | None = None
    lines: tuple[Quoted, ...] = ()


class AssumingTeam(Noun):
    """A released session that named an assumption: its lines that depart, what was changed for it.

    `words` only for an own assumption.
    """

    id: UUID
    topic: str
    week: str
    words: str = ""
    place: str | None = None
    lines: tuple[Quoted, ...] = ()
    actions: tuple[RememberedAction, ...] = ()


class AssumptionMemory(Noun):
    """Numbers are None until enough voices stand behind them, as of last night."""

    voices: int | None = None
    places: int | None = None
    teams: tuple[AssumingTeam, ...] = ()


class SpreadCell(Noun):
    """A place or a kind of shift in which enough voices spoke of a theme: words, no number."""

    side: Literal["site", "shift"]
    name: str
    lenses: tuple[Lens, ...] = ()
    quotes: tuple[str, ...] = ()


class HeardArea(Noun):
    area: str
    heard: bool


class HeardSite(Noun):
    site: str
    heard: bool
    areas: tuple[HeardArea, ...] = ()


class Loop(Noun):
    """Medians in days, shares in steps of five per cent. None: too few to say."""

    days_to_first_answer: int | None = None
    days_to_decision: int | None = None
    days_to_change: int | None = None
    stronger_actions: int | None = None
    lines_answered: int | None = None


class MonthVoices(Noun):
    month: str
    voices: int | None = None


class MemoryFacts(Noun):
    coverage: tuple[HeardSite, ...] = ()
    loop: Loop = Loop()
    voices: int | None = None
    places: int | None = None
    months: tuple[MonthVoices, ...] = ()
    remembered: bool = False


class WeakDefence(Noun):
    """What protects people only by somebody's skill, or is missing. `place` None: too few."""

    id: UUID
    words: str
    state: Literal["skill", "missing"]
    topic: str = ""
    place: str | None = None


class SkillTheme(Noun):
    """A theme for which skill alone protects people in two places or more."""

    id: UUID
    title: str
    places: int


class DefenceLedger(Noun):
    themes: tuple[SkillTheme, ...] = ()
    defences: tuple[WeakDefence, ...] = ()
