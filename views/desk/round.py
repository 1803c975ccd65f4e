"""What waits at the desk, which line is open and which are selected; nothing is sent from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.domain.desk import DeskLine, PoolLine
from views.desk.offers import Offer, offers_of


@dataclass(eq=False)
class Round(ft.Observable):
    """`lines` wait, `at` is the open one, `chosen` are selected, `settled` have gone."""

    lines: Sequence[DeskLine] = ()
    settled: int = 0
    at: int = 0
    chosen: frozenset[UUID] = frozenset()
    taken: DeskLine | None = None
    """A line of the pool that is open in place of one that waits."""
    searching: bool = False
    by_key: bool = False
    typing: bool = False
    held: bool = False
    """Tab went to a button: Space presses that one and selects nothing, until Escape."""

    @property
    def total(self) -> int:
        """All lines of this round, settled ones among them."""
        return self.settled + len(self.lines)

    @property
    def line(self) -> DeskLine | None:
        """The line that is open: one taken from the pool, or one that waits."""
        if self.taken is not None:
            return self.taken
        return self.lines[self.at] if self.lines else None

    @property
    def offers(self) -> Sequence[Offer]:
        return offers_of(self.line) if self.line else ()

    @property
    def subject(self) -> tuple[DeskLine, ...]:
        """What an act is about: all that are selected, or else the open line."""
        if self.taken is None and self.chosen:
            return tuple(each for each in self.lines if each.id in self.chosen)
        return (self.line,) if self.line else ()

    def move(self, steps: int) -> None:
        if self.lines:
            self.at = (self.at + steps) % len(self.lines)
            self.taken, self.searching = None, False

    def open(self, line_id: UUID) -> None:
        found = [at for at, each in enumerate(self.lines) if each.id == line_id]
        if found:
            self.at, self.taken, self.searching = found[0], None, False

    def take_from_pool(self, line: PoolLine) -> None:
        """A line of the pool is open, to find a theme for it."""
        self.taken = DeskLine.model_validate(line.model_dump())
        self.searching, self.by_key = True, False

    def search(self, wanted: bool, by_key: bool = False) -> None:
        self.searching, self.typing, self.by_key = wanted, False, by_key
        if not wanted:
            self.taken = None

    def select(self, line_id: UUID | None = None) -> None:
        """Add the line to what is selected, or take it out."""
        wanted = line_id or (self.lines[self.at].id if self.lines else None)
        if wanted is not None:
            self.chosen = self.chosen ^ {wanted}

    def select_many(self, lines: frozenset[UUID]) -> None:
        self.chosen = lines
