"""Reading the shared memory; every number is last night's."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.assumption import AssumptionKind
from app.domain.memory import (
    AssumptionMemory,
    DefenceLedger,
    MemoryFacts,
    RememberedLine,
    RememberedTheme,
    RememberedThemePage,
    SpreadCell,
    WrittenStep,
)
from services.backend.connection import Connection


class Memory:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def themes(
        self, org_id: UUID, *, slow: bool = False, search: str = "", page: int = 0
    ) -> Sequence[RememberedTheme]:
        """Thirty themes a page, latest first. `slow`: those that keep coming back unanswered.

        The search goes in a body, not an address: what people look for ends in no log.
        """
        answer = await self._connection.call(
            "memory", org=str(org_id), slow=slow, search=search, page=page
        )
        return [RememberedTheme.model_validate(each) for each in answer["themes"]]

    async def theme(self, theme_id: UUID, after: UUID | None = None) -> RememberedThemePage:
        """A theme with fifty of its lines; `after` is the last line's id for the next fifty."""
        answer = await self._connection.read(
            "memory_theme", theme=str(theme_id), after=str(after) if after else None
        )
        return RememberedThemePage.model_validate(answer)

    async def by_assumption(
        self, org_id: UUID, kind: AssumptionKind, page: int = 0
    ) -> AssumptionMemory:
        """Twenty teams a page that took this for granted, latest first."""
        answer = await self._connection.read(
            "assumption_memory", org=str(org_id), kind=kind, page=page
        )
        return AssumptionMemory.model_validate(answer)

    async def written_steps(self, org_id: UUID, page: int = 0) -> Sequence[WrittenStep]:
        """Twenty steps a page to which a team pinned what it said, the latest teams first."""
        answer = await self._connection.read("written_steps", org=str(org_id), page=page)
        return [WrittenStep.model_validate(each) for each in answer["steps"]]

    async def spread(self, theme_id: UUID) -> Sequence[SpreadCell]:
        """How differently it is lived: by kinds of shift and places, two of each at least."""
        answer = await self._connection.read("theme_spread", theme=str(theme_id))
        return [SpreadCell.model_validate(each) for each in answer["cells"]]

    async def search(self, org_id: UUID, words: str) -> Sequence[RememberedLine]:
        """Have others had this? Twenty released lines that share words with the question."""
        answer = await self._connection.call("search_lines", org=str(org_id), search=words)
        return [RememberedLine.model_validate(each) for each in answer["lines"]]

    async def facts(self, org_id: UUID) -> MemoryFacts:
        answer = await self._connection.read("memory_facts", org=str(org_id))
        return MemoryFacts.model_validate(answer)

    async def defences(self, org_id: UUID) -> DefenceLedger:
        """What rests on somebody's skill or is missing, in released sessions."""
        answer = await self._connection.read("defence_ledger", org=str(org_id))
        return DefenceLedger.model_validate(answer)
