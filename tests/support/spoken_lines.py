"""Spoken lines straight into the tables, and a place for their recordings in a folder."""

import hashlib
import secrets
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from typing_extensions import override

from app.errors import NotFoundError, UnavailableError
from services.backend.recordings import Recordings


class FolderRecordings(Recordings):
    """Recordings as files; `away` is a storage that does not answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.away = False

    @override
    async def read(self, path: str) -> bytes:
        if self.away:
            raise UnavailableError("The storage does not answer.")
        if not (self.folder / path).exists():
            raise NotFoundError("This recording has been deleted.")
        return (self.folder / path).read_bytes()

    @override
    async def delete(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)


def speak(
    database: psycopg.Connection,
    folder: Path,
    session_id: UUID,
    sound: bytes,
    *,
    seconds: float = 11.0,
    language: str = "en",
    hours_ago: float = 0,
) -> UUID:
    """A line that waits for its words, with its recording; queued by the database itself."""
    line, path = uuid4(), secrets.token_hex(16)
    (folder / path).write_bytes(sound)
    with database.transaction():
        database.execute(
            "insert into leaven.observations"
            " (id, org_id, session_id, phase, state, spoken, language)"
            " select %s, org_id, id, 'learn', 'waiting', true, %s"
            " from leaven.sessions where id = %s",
            (line, language, session_id),
        )
        database.execute(
            "insert into leaven.holds (observation_id, session_id, seat_tag, arrived_at)"
            " values (%s, %s, %s, now() - make_interval(mins => %s))",
            (line, session_id, secrets.token_bytes(32), round(hours_ago * 60)),
        )
        database.execute(
            "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
            " values (%s, %s, %s, %s, 'audio/webm', %s)",
            (line, path, hashlib.sha256(sound).hexdigest(), max(1, len(sound)), seconds),
        )
    return line
