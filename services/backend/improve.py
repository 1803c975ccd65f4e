"""Improve, for the guide's tablet: defences, actions, dots."""

from uuid import UUID

from app.domain.action import Action
from app.domain.defence import Defence
from services.backend.connection import Connection


class Improving:
    """Opens when soak has ended (`soak_first` before that)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def set_defence(self, session_id: UUID, defence: Defence) -> None:
        """Name a defence. A new one is refused before one that exists (`existing_first`)."""
        await self._connection.call(
            "set_defence",
            session=str(session_id),
            defence_id=str(defence.id),
            words=defence.words,
            state=defence.state,
        )

    async def drop_defence(self, session_id: UUID, defence_id: UUID) -> None:
        await self._connection.call(
            "drop_defence", session=str(session_id), defence_id=str(defence_id)
        )

    async def write(self, session_id: UUID, action: Action) -> None:
        """Keep a draft with the lines it stands on; they must be released ones."""
        details = action.model_dump(mode="json", exclude={"state"})
        await self._connection.call("write_action", session=str(session_id), details=details)

    async def propose(self, session_id: UUID, action_id: UUID) -> None:
        """Put a draft forward. Refused while `incomplete` or `ungrounded`."""
        await self._act("propose_action", session_id, action_id)

    async def take_back(self, session_id: UUID, action_id: UUID) -> None:
        await self._act("take_action_back", session_id, action_id)

    async def drop(self, session_id: UUID, action_id: UUID) -> None:
        await self._act("drop_action", session_id, action_id)

    async def open_dots(self, session_id: UUID, round_id: UUID, dots: int = 3) -> None:
        """Begin a round over parked ideas, drafts and missing defences; one runs at a time."""
        await self._connection.call(
            "open_dots", session=str(session_id), round_id=str(round_id), dots=dots
        )

    async def close_dots(self, session_id: UUID, round_id: UUID) -> None:
        await self._connection.call("close_dots", session=str(session_id), round_id=str(round_id))

    async def _act(self, function: str, session_id: UUID, action_id: UUID) -> None:
        await self._connection.call(function, session=str(session_id), action=str(action_id))
