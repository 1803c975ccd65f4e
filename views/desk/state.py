"""The linking desk as one facilitator has it open: what waits, what was done, what is undone.

A tap acts at once on the screen and is sent behind it, one after another in order: the next line
must not wait for the network. What the server refuses is told, and the desk is loaded anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from app.domain.desk import Desk, DeskLine, PoolLine, Proposal
from app.domain.theme import Theme
from app.errors import LeavenError
from services.backend.visitor import Visitor
from views.desk.offers import Offer, offers_of
from views.desk.round import Round
from views.guard import tell
from views.organisation import organisation_of

AT_ONCE = 20
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
class LinkingTable(Round):
    """What there is to link it to, and every act; what is `done` can be undone."""

    org_id: UUID | None = None
    facilitates: bool = False
    themes: Sequence[Theme] = ()
    proposals: Sequence[Proposal] = ()
    pool: Sequence[PoolLine] = ()
    pool_size: int = 0
    done: Sequence[Done] = ()
    loaded: bool = False
    notice: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

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
        self._take(await visitor.desk.look(org_id, AT_ONCE))
        self.proposals = await visitor.desk.proposals(org_id)
        self.themes = await visitor.themes.all(org_id)
        self.pool = await visitor.desk.pool(org_id)

    async def next_round(self, visitor: Visitor) -> None:
        await self.look(visitor)
        self.settled = 0

    def _take(self, desk: Desk) -> None:
        sent = {line.id for done in self.done for _, line in done.lines}
        self.lines = [each for each in desk.lines if each.id not in sent]
        self.pool_size = desk.pool
        self.at, self.chosen, self.taken, self.searching = 0, frozenset(), None, False
        notices = {offer.notice for line in desk.lines for offer in offers_of(line)} - {""}
        self.notice = next(iter(notices), "")

    def _org(self) -> UUID:
        assert self.org_id is not None  # noqa: S101 - set by `load`, before anything can be tapped
        return self.org_id

    async def search_pool(self, visitor: Visitor, words: str) -> None:
        self.pool = await visitor.desk.pool(self._org(), words)

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
