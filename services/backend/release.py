"""The read-back and the release: the team lets its story go, once."""

from uuid import UUID

from app.domain.noun import Noun
from services.backend.connection import Connection


class ReleaseState(Noun):
    """Whether a story can be let go; `unsettled` is None until enough voices have spoken.

    It holds no count of seats: who has not agreed yet is nobody's business.
    """

    released: bool = False
    enough_voices: bool = False
    read_back: bool = False
    unsettled: int | None = None


class Released(Noun):
    """What the release did. `repeated`: it had been done before."""

    week: str
    lines: int = 0
    left_behind: int = 0
    repeated: bool = False


class Addition(Noun):
    """Words that a receipt added to a released line; `to` are the line's words."""

    id: UUID
    words: str
    to: str


class Releases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read_back(self, secret: str, *, agrees: bool = True) -> None:
        """A seat has read the story back and lets it go, or takes that back.

        New or corrected words undo every seat's answer. Raises ConflictError (`too_early`).
        """
        await self._connection.call("read_back", secret=secret, agrees=agrees)

    async def state(self, session_id: UUID) -> ReleaseState:
        answer = await self._connection.read("release_state", session=str(session_id))
        return ReleaseState.model_validate(answer)

    async def release(self, session_id: UUID, *, leave_behind: int = 0) -> Released:
        """Let the story go; nothing leads from a line to a seat or a moment afterwards.

        `leave_behind` is the number of unchecked lines that are destroyed, as the team was told
        it. Raises ConflictError: `too_early`, `too_few_voices`, `not_read_back`, `unsettled`.
        """
        answer = await self._connection.call(
            "release_session", session=str(session_id), leave_behind=leave_behind
        )
        return Released.model_validate(answer)

    async def additions(self, session_id: UUID) -> tuple[Addition, ...]:
        answer = await self._connection.read("additions", session=str(session_id))
        return tuple(Addition.model_validate(each) for each in answer["additions"])

    async def let_go_additions(self, session_id: UUID, chosen: tuple[UUID, ...]) -> int:
        """Release additions that the team has read back; answers how many."""
        answer = await self._connection.call(
            "let_go_additions", session=str(session_id), chosen=[str(each) for each in chosen]
        )
        return int(answer["released"])
