"""What "have others had this?" finds: released lines, as far as their place may be told."""

from uuid import UUID

from app.domain.noun import Noun
from app.domain.session import Use

LONGEST_QUESTION = 300
"""Characters; what is longer is read up to here."""


class TitledTheme(Noun):
    id: UUID
    title: str


class Answer(Noun):
    """A line; `kind` of site and `place` are None while too few voices stand behind them."""

    id: UUID
    words: str
    month: str
    score: float
    translation: str = ""
    kind: str | None = None
    place: str | None = None
    use: Use = "work"
    themes: tuple[TitledTheme, ...] = ()


class SearchArea(Noun):
    id: UUID
    name: str


class SearchFilters(Noun):
    kinds: tuple[str, ...] = ()
    areas: tuple[SearchArea, ...] = ()
    uses: tuple[Use, ...] = ()
    months: tuple[str, ...] = ()
