"""The linking desk: suggestions, proposals, weak signals. All that is done can be undone."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.desk import Desk, PoolLine, Proposal, Signal
from services.backend.connection import Connection


class LinkingDesk:
    """Each act answers the id of its event; `undo` takes that id. The same id twice acts once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def look(self, org_id: UUID, most: int = 20) -> Desk:
        """What waits, surest first."""
        answer = await self._connection.read("linking_desk", org=str(org_id), most=most)
        return Desk.model_validate(answer)

    async def pool(self, org_id: UUID, search: str = "", most: int = 50) -> Sequence[PoolLine]:
        """Lines in no theme with nothing offered; `search` is looked for as it is written."""
        answer = await self._connection.call("desk_pool", org=str(org_id), search=search, most=most)
        return [PoolLine.model_validate(each) for each in answer["lines"]]

    async def link(
        self, org_id: UUID, lines: Sequence[UUID], theme_id: UUID, event: UUID | None = None
    ) -> UUID:
        """Lines that nobody has placed meanwhile; what stood above this theme is refused."""
        return await self._settle(org_id, lines, event, theme=str(theme_id))

    async def link_to_new(
        self, org_id: UUID, lines: Sequence[UUID], title: str, event: UUID | None = None
    ) -> UUID:
        """The same with a theme that a person names now."""
        return await self._settle(org_id, lines, event, theme=str(uuid4()), title=title)

    async def link_beside(
        self, org_id: UUID, lines: Sequence[UUID], other_id: UUID, event: UUID | None = None
    ) -> UUID:
        """Beside a line that says the same: into its theme, or with it into a new one."""
        return await self._settle(org_id, lines, event, other=str(other_id))

    async def set_aside(
        self, org_id: UUID, lines: Sequence[UUID], event: UUID | None = None
    ) -> UUID:
        """None of what was offered: the lines wait in the pool."""
        return await self._settle(org_id, lines, event)

    async def undo_settled(self, org_id: UUID, event: UUID) -> None:
        """Take back one act at the desk; what people did with the lines since stays."""
        await self._connection.call("undo_settled", org=str(org_id), undone=str(event))

    async def _settle(
        self, org_id: UUID, lines: Sequence[UUID], event: UUID | None, **where: str
    ) -> UUID:
        event = event or uuid4()
        ids = [str(line) for line in lines]
        await self._connection.call(
            "settle_lines", event=str(event), org=str(org_id), lines=ids, **where
        )
        return event

    async def ask_again(self, proposal_id: UUID) -> None:
        """A proposal that was answered by mistake is open again."""
        await self._connection.call("reopen_proposal", proposal=str(proposal_id))

    async def proposals(self, org_id: UUID) -> Sequence[Proposal]:
        answer = await self._connection.read("theme_proposals", org=str(org_id))
        return [Proposal.model_validate(each) for each in answer["proposals"]]

    async def signals(self, org_id: UUID, most: int = 10) -> Sequence[Signal]:
        answer = await self._connection.read("weak_signals", org=str(org_id), most=most)
        return [Signal.model_validate(each) for each in answer["signals"]]

    async def join(
        self, line_id: UUID, other_id: UUID, title: str | None = None, event: UUID | None = None
    ) -> UUID:
        """Two lines that say the same: they make a theme, or the first joins the other's."""
        event = event or uuid4()
        await self._connection.call(
            "join_lines",
            event=str(event),
            line=str(line_id),
            other=str(other_id),
            theme=str(uuid4()),
            title=title,
        )
        return event

    async def not_the_same(self, line_id: UUID, other_id: UUID) -> None:
        await self._connection.call("refuse_pair", line=str(line_id), other=str(other_id))

    async def merge(self, org_id: UUID, theme_id: UUID, into: UUID) -> UUID:
        event = uuid4()
        await self._connection.call(
            "merge_themes",
            event=str(event),
            org=str(org_id),
            theme=str(theme_id),
            into_theme=str(into),
        )
        return event

    async def split(
        self, org_id: UUID, theme_id: UUID, lines: Sequence[UUID], title: str | None = None
    ) -> UUID:
        """Some of a theme's lines become a theme of their own."""
        event = uuid4()
        await self._connection.call(
            "split_theme",
            event=str(event),
            org=str(org_id),
            theme=str(theme_id),
            lines=[str(line) for line in lines],
            new_theme=str(uuid4()),
            title=title,
        )
        return event

    async def answer(
        self,
        proposal_id: UUID,
        accept: bool,
        title: str | None = None,
        lines: Sequence[UUID] = (),
    ) -> UUID:
        """`lines`: those that a person keeps of a proposed theme; none named means all."""
        event = uuid4()
        await self._connection.call(
            "decide_proposal",
            event=str(event),
            proposal=str(proposal_id),
            accept=accept,
            title=title,
            lines=[str(line) for line in lines],
        )
        return event

    async def undo(self, org_id: UUID, event: UUID) -> None:
        """Take back what `event` did; what people did with the lines since stays."""
        await self._connection.call(
            "undo_theme_event", event=str(uuid4()), org=str(org_id), undone=str(event)
        )
