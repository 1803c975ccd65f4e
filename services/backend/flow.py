"""The way of a session, for its guide: phases, soak, pins, parked ideas, marks, groups."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from app.domain.flow import USUAL_SOAK_HOURS, Flow, Guide
from app.domain.phase import Phase
from app.domain.session import Session, SponsorMode
from services.backend.connection import Connection


class Flows:
    """What a guide may do while the team learns. Every write may be repeated.

    Refusals come as LeavenError with the sentence to read; `moved_on` (409) means that another
    tablet was first.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, session_id: UUID) -> Flow:
        """Everything that stands beside the board's lines."""
        return Flow.model_validate(await self._call("flow", session=session_id))

    async def move(
        self,
        session_id: UUID,
        phase: Phase,
        *,
        seen: Phase,
        reason: str = "",
        soak_hours: int = USUAL_SOAK_HOURS,
    ) -> Session:
        """Take the next step, or one back. `seen` is the phase that the screen showed."""
        answer = await self._call(
            "move_session",
            session=session_id,
            wanted=phase,
            seen=seen,
            reason=reason,
            soak_hours=soak_hours,
        )
        return Session.model_validate(answer)

    async def change_soak(self, session_id: UUID, hours: int, reason: str = "") -> Session:
        """A soak of `hours` from its beginning; shorter needs a reason that everyone sees."""
        answer = await self._call("change_soak", session=session_id, hours=hours, reason=reason)
        return Session.model_validate(answer)

    async def remind(self, session_id: UUID) -> None:
        """Once in a soak; a second time is refused (`reminded`)."""
        await self._call("remind_team", session=session_id)

    async def name_sponsor(self, session_id: UUID, role: str, mode: SponsorMode) -> None:
        await self._call("name_sponsor", session=session_id, role=role, mode=mode)

    async def sponsor_enters(self, session_id: UUID, in_room: bool) -> None:
        await self._call("sponsor_enters", session=session_id, in_room=in_room)

    async def guides(self, session_id: UUID) -> Sequence[Guide]:
        """The organisation's facilitators, and which of them guide this session."""
        answer = await self._call("guides", session=session_id)
        return [Guide.model_validate(each) for each in answer["guides"]]

    async def hand_over(self, session_id: UUID, person_id: UUID, *, stay: bool = False) -> None:
        await self._call("hand_over", session=session_id, person=person_id, stay=stay)

    async def leave(self, session_id: UUID) -> None:
        await self._call("leave_session", session=session_id)

    async def running(self, org_id: UUID) -> Sequence[Session]:
        """Sessions that run without this facilitator: topic and phase only."""
        answer = await self._call("running_sessions", org=org_id)
        return [Session.model_validate(each) for each in answer["sessions"]]

    async def take_over(self, session_id: UUID) -> None:
        await self._call("take_over", session=session_id)

    async def translate(self, line_id: UUID, words: str) -> None:
        """Write a translation beside a line, or with no words take it away."""
        await self._call("translate_line", line=line_id, words=words)

    async def pin(self, session_id: UUID, pin_id: UUID, kind: Literal["moment", "idea"]) -> None:
        await self._call("pin", session=session_id, pin_id=pin_id, kind=kind)

    async def unpin(self, session_id: UUID, pin_id: UUID) -> None:
        await self._call("unpin", session=session_id, pin_id=pin_id)

    async def note(
        self,
        session_id: UUID,
        line_id: UUID,
        words: str,
        *,
        parked: bool = False,
        pin_id: UUID | None = None,
    ) -> None:
        """Write down for everybody what was said in the room; nobody's own words."""
        await self._call(
            "note_line",
            session=session_id,
            line=line_id,
            words=words,
            parked=parked,
            pin_id=pin_id,
        )

    async def unnote(self, line_id: UUID) -> None:
        await self._call("unnote_line", line=line_id)

    async def mark(self, line_id: UUID, mark: str, is_so: bool) -> None:
        await self._call("mark_line", line=line_id, mark=mark, is_so=is_so)

    async def park(self, line_id: UUID, parked: bool) -> None:
        await self._call("park_line", line=line_id, parked=parked)

    async def name_group(self, session_id: UUID, group_id: UUID, name: str) -> None:
        await self._call("name_group", session=session_id, group_id=group_id, name=name)

    async def drop_group(self, session_id: UUID, group_id: UUID) -> None:
        await self._call("drop_group", session=session_id, group_id=group_id)

    async def place(self, line_id: UUID, group_id: UUID | None) -> None:
        """Put a line into a group, or back among the loose ones."""
        await self._call("place_line", line=line_id, group_id=group_id)

    async def _call(self, function: str, **given: object) -> dict[str, Any]:
        plain = {
            name: str(value) if isinstance(value, UUID) else value for name, value in given.items()
        }
        return await self._connection.call(function, **plain)
