"""A theme: what surfaces in more than one place, owned and named by people."""

from typing import Literal
from uuid import UUID

from app.domain.noun import Noun


class Theme(Noun):
    id: UUID
    title: str
    title_by: Literal["quote", "person"] = "quote"
    keywords: tuple[str, ...] = ()
    is_example: bool = False


class ThemeLine(Noun):
    """A line under a theme. `place` is None while too few voices stand behind it."""

    id: UUID
    words: str
    released: bool
    week: str | None = None
    mine: bool = False
    place: str | None = None
    topic: str = ""
    photo: bool = False
    source: Literal["machine", "person"] = "machine"
    p: float | None = None


class ThemePage(Theme):
    org_id: UUID
    lines: tuple[ThemeLine, ...] = ()
