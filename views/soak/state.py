"""What a worker's soak screen remembers: the story as it came, and the line being typed."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import flet as ft

from app.domain.capture import TypedWords
from app.domain.flow import Resonance, SeatDots, SeatFlow, StoryLine
from app.domain.seat import SeatView
from services.backend.visitor import Visitor
from views.form import Form


@dataclass(eq=False)
class Soak(ft.Observable):
    """The order in which lines first came stays while the screen is open: no jumping list."""

    view: SeatView | None = None
    flow: SeatFlow | None = None
    dots: SeatDots = field(default_factory=SeatDots)
    order: tuple[UUID, ...] = ()

    @property
    def session_id(self) -> str | None:
        return str(self.flow.session_id) if self.flow else None

    async def load(self, visitor: Visitor) -> None:
        self.flow = await visitor.soaking.of(visitor.seat)
        self.order = kept_order(self.order, self.flow.story)
        if self.view is None or self.view.session.phase != self.flow.phase:
            self.view = await visitor.captures.seat(visitor.seat)
        if self.flow.phase in {"improve", "share"}:
            self.dots = await visitor.soaking.dots(visitor.seat)

    @property
    def story(self) -> tuple[StoryLine, ...]:
        lines = self.flow.story if self.flow else ()
        return tuple(sorted(lines, key=lambda line: self.order.index(line.id)))

    async def resonate(self, visitor: Visitor, line: StoryLine, kind: Resonance) -> None:
        """A second tap on the same answer takes it back."""
        chosen = None if line.own == kind else kind
        await visitor.soaking.resonate(visitor.seat, line.id, chosen)
        await self.load(visitor)


@dataclass(eq=False)
class Addition(Form):
    """One line being added; its id is made here, so that a second send is the same line."""

    words: str = ""
    added: bool = False
    line_id: UUID = field(default_factory=uuid4)

    def change(self, words: str) -> None:
        self.words, self.added = words, False

    async def send(self, visitor: Visitor, language: str) -> None:
        if self.busy or not self.words.strip():
            return
        typed = TypedWords(phase="soak", language=language, words=self.words.strip())
        with self.sending():
            await visitor.captures.text(visitor.seat, self.line_id, typed)
            self.words, self.added, self.line_id = "", True, uuid4()


def kept_order(order: tuple[UUID, ...], story: tuple[StoryLine, ...]) -> tuple[UUID, ...]:
    """Known lines where they were, new ones at the end, in the order in which they came."""
    known = set(order)
    return (*order, *(line.id for line in story if line.id not in known))
