"""Speech as an administrator looks after it: the backlog, the site's words, English for linking."""

from typing import cast
from uuid import UUID

from app.domain.speech_backlog import SpeechBacklog
from services.backend.connection import Connection


class SpeechOffice:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def backlog(self, org_id: UUID) -> SpeechBacklog:
        answer = await self._connection.read("speech_backlog", org=str(org_id))
        return SpeechBacklog.model_validate(answer)

    async def retry(self, org_id: UUID) -> SpeechBacklog:
        """Everything that was set aside and whose recording is still there, all at once."""
        answer = await self._connection.call("retry_speech", org=str(org_id))
        return SpeechBacklog.model_validate(answer)

    async def hear_english(self, org_id: UUID, *, wanted: bool) -> SpeechBacklog:
        """Whether lines in other languages are also heard in English, for comparing only."""
        answer = await self._connection.call("hear_english", org=str(org_id), wanted=wanted)
        return SpeechBacklog.model_validate(answer)

    async def words(self, site_id: UUID) -> tuple[str, ...]:
        """How the site spells its things, heaviest first."""
        return _words(await self._connection.read("site_words", site=str(site_id)))

    async def set_word(self, site_id: UUID, spelling: str, *, keep: bool) -> tuple[str, ...]:
        """Add a word, or take it off. Raises InvalidInputError (`bad_word`)."""
        return _words(
            await self._connection.call(
                "set_site_word", site=str(site_id), spelling=spelling, keep=keep
            )
        )


def _words(answer: object) -> tuple[str, ...]:
    return tuple(cast("list[str]", answer))
