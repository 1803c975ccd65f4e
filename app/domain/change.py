"""What a change would touch: practices, themes, and what rests on somebody's skill.

A list to talk about with those who do the work. It approves nothing and holds no number.
"""

from typing import Literal
from uuid import UUID

from app.domain.noun import Noun
from app.domain.own_words import Answer, TitledTheme

StandingSort = Literal["practice", "defence"]


class AskedChange(Noun):
    """What somebody wants to change, and how the look was narrowed."""

    org_id: UUID
    change: str
    filters: dict[str, str] = {}


class Standing(Noun):
    """A practice, or a defence that rests on skill, of a team that has let its story go.

    `shared` are its words that the change's words mean; `said` is a released line of the same
    job that answers. Without either it is near in meaning. `session_id` is known to its guides.
    """

    id: UUID
    sort: StandingSort
    words: str
    topic: str
    protects: str = ""
    step: str = ""
    """The written step that a practice departs from, if it is tied to one."""
    place: str | None = None
    session_id: UUID | None = None
    score: float = 0.0
    shared: tuple[str, ...] = ()
    said: Answer | None = None


class TouchedTheme(Noun):
    """A theme and the line through which it answers best."""

    theme: TitledTheme
    said: Answer


class Touched(Noun):
    practices: tuple[Standing, ...] = ()
    themes: tuple[TouchedTheme, ...] = ()
    defences: tuple[Standing, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.practices or self.themes or self.defences)
