"""The linking desk as one facilitator has it open: what waits, what was done, what is undone.

A tap acts at once on the screen and is sent behind it, one after another in order: the next line
must not wait for the network. What the server refuses is told, and the desk is loaded anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import flet as ft

from app.domain.desk import Desk, DeskLine, PoolLine, Proposal
from app.domain.theme import Theme
from app.errors import LeavenError
from services.backend.visitor import Visitor
from views.desk.offers import Offer, offers_of
from views.guard import tell
from views.organisation import organisation_of

ROUND = 20
"""So many lines at a time: two minutes' work."""
Act = Callable[[UUID], Awaitable[object]]


@dataclass(frozen=True)
class Done:
    """One act: which lines it took from where, and how it is undone."""

    said: str
    lines: tuple[tuple[int, DeskLine], ...]
    undo: Callable[[], Awaitable[object]]
    proposal: Proposal | None = None


@dataclass(eq=False)
class LinkingTable(ft.Observable):
    """`lines` wait, `at` is the open one, `chosen` are selected, `done` can be undone."""

    org_id: UUID | None = None
    facilitates: bool = False
    lines: Sequence[DeskLine] = ()
    themes: Sequence[Theme] = ()
    proposals: Sequence[Proposal] = ()
    pool: Sequence[PoolLine] = ()
    pool_size: int = 0
    waiting: int = 0
    settled: int = 0
    at: int = 0
    chosen: frozenset[UUID] = frozenset()
    done: Sequence[Done] = ()
    searching: bool = False
    by_key: bool = False
    typing: bool = False
    held: bool = False
    """Tab went to a button: Space presses that one and selects nothing, until Escape."""
    taken: DeskLine | None = None
    loaded: bool = False
    notice: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

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

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.facilitates = "facilitator" in organisation.roles
        self.org_id = organisation.id
        if self.facilitates:
            await self.look(visitor)
        self.loaded = True

    async def look(self, visitor: Visitor) -> None:
        """What waits now, surest first."""
        org_id = self._org()
        self._take(await visitor.desk.look(org_id, ROUND))
        self.proposals = await visitor.desk.proposals(org_id)
        self.themes = await visitor.themes.all(org_id)
        self.pool = await visitor.desk.pool(org_id)

    async def next_round(self, visitor: Visitor) -> None:
        await self.look(visitor)
        self.settled = 0

    def _take(self, desk: Desk) -> None:
        sent = {line.id for done in self.done for _, line in done.lines}
        self.lines = [each for each in desk.lines if each.id not in sent]
        self.waiting, self.pool_size = desk.waiting, desk.pool
        self.at, self.chosen, self.taken, self.searching = 0, frozenset(), None, False
        notices = {offer.notice for line in desk.lines for offer in offers_of(line)} - {""}
        self.notice = next(iter(notices), "")

    def _org(self) -> UUID:
        assert self.org_id is not None  # noqa: S101 - set by `load`, before anything can be tapped
        return self.org_id

    # moving about

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

    async def search_pool(self, visitor: Visitor, words: str) -> None:
        self.pool = await visitor.desk.pool(self._org(), words)

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

    # acting

    async def take(self, visitor: Visitor, offer: Offer) -> None:
        """Link what is selected, or the open line, to what is offered."""
        desk, org_id, ids = visitor.desk, self._org(), self._ids()
        if offer.theme_id is not None:
            theme_id = offer.theme_id
            await self._settle(
                visitor, offer.title, lambda event: desk.link(org_id, ids, theme_id, event)
            )
        elif offer.line_id is not None:
            other = offer.line_id
            mine = [each for each in ids if each != other]
            await self._settle(
                visitor,
                offer.title,
                lambda event: desk.link_beside(org_id, mine, other, event),
                beside=other,
            )

    async def take_number(self, visitor: Visitor, number: int) -> None:
        if not self.searching and number <= len(self.offers):
            await self.take(visitor, self.offers[number - 1])

    async def link(self, visitor: Visitor, theme: Theme) -> None:
        desk, org_id, ids = visitor.desk, self._org(), self._ids()
        await self._settle(
            visitor, theme.title, lambda event: desk.link(org_id, ids, theme.id, event)
        )

    async def link_to_new(self, visitor: Visitor, title: str) -> None:
        desk, org_id, ids = visitor.desk, self._org(), self._ids()
        await self._settle(
            visitor, title, lambda event: desk.link_to_new(org_id, ids, title, event)
        )
        self.themes = await visitor.themes.all(org_id)

    async def set_aside(self, visitor: Visitor) -> None:
        desk, org_id, ids = visitor.desk, self._org(), self._ids()
        await self._settle(visitor, "", lambda event: desk.set_aside(org_id, ids, event))

    def _ids(self) -> list[UUID]:
        return [each.id for each in self.subject]

    async def _settle(
        self, visitor: Visitor, said: str, act: Act, beside: UUID | None = None
    ) -> None:
        """`beside`: the line that says the same; it is placed as well, so it waits no longer."""
        ids = {each.id for each in self.subject}
        if not ids:
            return
        ids |= {beside} if beside else set()
        event, org_id = uuid4(), self._org()
        places = tuple((at, each) for at, each in enumerate(self.lines) if each.id in ids)
        done = Done(said, places, lambda: visitor.desk.undo_settled(org_id, event))
        self._remember(done, without=ids)
        await self._send(visitor, done, lambda: act(event))

    def _remember(self, done: Done, without: set[UUID]) -> None:
        self.done = [*self.done, done]
        self.lines = [each for each in self.lines if each.id not in without]
        self.pool = [each for each in self.pool if each.id not in without]
        self.settled += len(done.lines)
        self.at = min(self.at, max(0, len(self.lines) - 1))
        self.chosen, self.taken, self.searching, self.typing = frozenset(), None, False, False

    async def _send(
        self, visitor: Visitor, done: Done, act: Callable[[], Awaitable[object]]
    ) -> None:
        async with self.lock:
            try:
                await act()
            except LeavenError as refused:
                self.done = [each for each in self.done if each is not done]
                self.settled = max(0, self.settled - len(done.lines))
                tell(str(refused))
                await self.look(visitor)

    async def answer(self, visitor: Visitor, asked: Proposal, accept: bool, title: str) -> None:
        """Say yes or no to a proposal."""
        org_id = self._org()
        events: list[UUID] = []

        async def undo() -> None:
            if accept:
                await visitor.desk.undo(org_id, events[0])
            await visitor.desk.ask_again(asked.id)

        async def decide() -> None:
            events.append(await visitor.desk.answer(asked.id, accept, title or None))

        self.proposals = [each for each in self.proposals if each.id != asked.id]
        done = Done(title or asked.title, (), undo, asked)
        self._remember(done, without=set())
        await self._send(visitor, done, decide)
        if accept:
            self.themes = await visitor.themes.all(org_id)

    async def undo(self, visitor: Visitor) -> None:
        """Take back the last act; its lines are where they were."""
        if not self.done:
            return
        last = self.done[-1]
        self.done = self.done[:-1]
        lines = list(self.lines)
        for at, line in last.lines:
            if line.id not in {each.id for each in lines}:
                lines.insert(min(at, len(lines)), line)
        self.lines = lines
        self.settled = max(0, self.settled - len(last.lines))
        if last.lines:
            self.open(last.lines[0][1].id)
        if last.proposal is not None:
            self.proposals = [last.proposal, *self.proposals]
        self.taken, self.searching, self.chosen = None, False, frozenset()
        await self._send(visitor, last, last.undo)
        self.pool = await visitor.desk.pool(self._org())
