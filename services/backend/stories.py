"""The story beside the paper: steps on two sides, assumptions, practices."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.assumption import AssumptionKind
from app.domain.practice import Practice
from app.domain.story import Side, Step
from services.backend.connection import Connection


class Stories:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def set_steps(
        self, session_id: UUID, side: Side, steps: Sequence[Step], seen: Sequence[UUID]
    ) -> None:
        """Put one side in its order, whole. Steps that keep their id keep their pinned lines.

        `seen` are the ids that the screen showed; if another tablet has added more since, the
        change is refused (`moved_on`) and nothing is lost.
        """
        await self._connection.call(
            "set_steps",
            session=str(session_id),
            side=side,
            steps=[{"id": str(step.id), "words": step.words} for step in steps],
            seen=[str(each) for each in seen],
        )

    async def name_document(self, session_id: UUID, title: str) -> None:
        await self._connection.call("name_document", session=str(session_id), title=title)

    async def pin_line(self, step_id: UUID, line_id: UUID, pinned: bool) -> None:
        await self._connection.call(
            "pin_to_step", step=str(step_id), line=str(line_id), pinned=pinned
        )

    async def assume(self, session_id: UUID, kind: AssumptionKind, words: str = "") -> UUID:
        """Name what is taken for granted; `words` only for an own one."""
        assumption_id = uuid4()
        await self._connection.call(
            "assume",
            session=str(session_id),
            assumption_id=str(assumption_id),
            kind=kind,
            words=words,
        )
        return assumption_id

    async def drop_assumption(self, session_id: UUID, assumption_id: UUID) -> None:
        await self._connection.call(
            "drop_assumption", session=str(session_id), assumption_id=str(assumption_id)
        )

    async def tie(self, assumption_id: UUID, line_id: UUID, tied: bool) -> None:
        await self._connection.call(
            "tie_to_assumption", assumption_id=str(assumption_id), line=str(line_id), tied=tied
        )

    async def name_practice(self, session_id: UUID, practice: Practice) -> None:
        await self._connection.call(
            "name_practice",
            session=str(session_id),
            practice_id=str(practice.id),
            name=practice.name,
            protects=practice.protects,
            step=str(practice.step_id) if practice.step_id else None,
        )

    async def drop_practice(self, session_id: UUID, practice_id: UUID) -> None:
        await self._connection.call(
            "drop_practice", session=str(session_id), practice_id=str(practice_id)
        )
