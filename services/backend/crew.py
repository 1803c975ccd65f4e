"""What a crew answers from its seats, and why-notes by leaders."""

from uuid import UUID, uuid4

from app.domain.crew import CrewPage, WhyNote, WhySubject
from services.backend.connection import Connection


class Crew:
    """A seat's secret is the only key. Nothing says who answered what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def page(self, secret: str) -> CrewPage:
        return CrewPage.model_validate(await self._connection.call("crew_page", secret=secret))

    async def answer(self, secret: str, action_id: UUID, answer: str, words: str = "") -> bool:
        """Answer the open question. False if this seat had answered already: the first stands."""
        said = await self._connection.call(
            "answer_action", secret=secret, action=str(action_id), answer=answer, words=words
        )
        return not said["repeated"]

    async def answer_why(self, secret: str, note_id: UUID, answer: str, words: str = "") -> bool:
        """Answer a leader's why-note; once a seat."""
        said = await self._connection.call(
            "answer_why_note", secret=secret, note=str(note_id), answer=answer, words=words
        )
        return not said["repeated"]


class WhyNotes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def subject(self, about: UUID) -> WhySubject:
        """A theme, or a step as written, with two of its released lines."""
        return WhySubject.model_validate(
            await self._connection.read("why_subject", about=str(about))
        )

    async def leave(
        self,
        about: UUID,
        role: str,
        words: str,
        *,
        spoken: bool = False,
        note_id: UUID | None = None,
    ) -> WhyNote:
        """Say why it is so, signed with a role; half a minute, 700 characters.

        `about` is a theme's id or a step's. The same `note_id` again is the same note.
        """
        answer = await self._connection.call(
            "leave_why_note",
            note_id=str(note_id or uuid4()),
            about=str(about),
            role_title=role,
            words=words,
            spoken=spoken,
        )
        return WhyNote.model_validate(answer)
