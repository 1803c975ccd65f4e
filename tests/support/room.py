"""A room being recorded: pieces by the tablet's own functions, and what the guide then sees."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from services.jobs import room_words
from services.jobs.workbench import Workbench
from tests.support.database import as_role
from tests.support.team import Team, guide, seat_a_team

PIECE = 8_000


@dataclass
class Room:
    """A session whose three seats have all said yes, its guide, and one recording."""

    database: psycopg.Connection
    folder: Path
    bench: Workbench
    team: Team
    guide: UUID
    capture: UUID = field(default_factory=uuid4)
    sent: int = 0
    size: int = 0

    def send(self, sound: bytes) -> None:
        """Everything of this sound that has not been sent yet, as the tablet does."""
        for at in range(self.size, len(sound), PIECE):
            piece = base64.b64encode(sound[at : at + PIECE]).decode()
            answer = self.asks("room_chunk", self.team.session_id, self.capture, self.sent, piece)
            assert answer["ok"], answer
            self.sent += 1
        self.size = len(sound)

    def finish(self, sound: bytes, pins: tuple[float, ...] = (), seconds: float = 60) -> None:
        """The whole is in the bucket, and its row with it."""
        self.send(sound)
        details = {
            "chunks": self.sent,
            "sha256": hashlib.sha256(sound).hexdigest(),
            "mime": "audio/webm",
            "seconds": seconds,
            "pins": list(pins),
        }
        given = (self.team.session_id, self.capture, Jsonb(details))
        ready = self.asks("room_ready", *given)
        (self.folder / ready["path"]).write_bytes(sound)
        with as_role(self.database, "service_role"):
            assert self.value("select public.server_room_finish(%s, %s, %s)", *given)["ok"]

    async def transcribe(self) -> None:
        await room_words.transcribe_room(self.bench, str(self.capture))

    def text(self) -> dict[str, Any]:
        return self.asks("room_text", self.team.session_id)

    def lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.text()["lines"]
        return lines

    def words(self) -> list[str]:
        return [line["words"] for line in self.lines()]

    def settle(self, line: dict[str, Any], *, keep: bool, words: str | None = None) -> None:
        self.asks("settle_room_line", self.team.session_id, line["id"], keep, words)

    def asks(self, function: str, *given: Any) -> dict[str, Any]:
        """What the guide's tablet gets."""
        places = ", ".join(["%s"] * len(given))
        with as_role(self.database, "authenticated", {"sub": self.guide}):
            answer: dict[str, Any] = self.value(f"select public.{function}({places})", *given)
        return answer

    def take_a_yes_back(self) -> None:
        with as_role(self.database, "anon"):
            self.value("select public.answer_recording(%s, false)", self.team.seats[0])

    def value(self, query: str, *given: Any) -> Any:
        row = self.database.execute(query, given).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


def record_a_room(database: psycopg.Connection, folder: Path, bench: Workbench) -> Room:
    team = seat_a_team(database, seats=3)
    room = Room(database, folder, bench, team, guide(database, team))
    room.asks("ask_recording", team.session_id, True)
    for seat in team.seats:
        with as_role(database, "anon"):
            room.value("select public.answer_recording(%s, true)", seat)
    return room


def voices(room: Room) -> None:
    """Three seats have typed a line each."""
    for seat in room.team.seats:
        details = Jsonb({"words": f"The guard sticks {secrets.token_hex(2)}.", "language": "en"})
        with as_role(room.database, "anon"):
            room.value("select public.capture_text(%s, %s, %s)", seat, uuid4(), details)
