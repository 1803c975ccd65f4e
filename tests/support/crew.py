"""Two organisations on a fresh database, everybody who may knock, and a team that speaks."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.support.database import as_role

ROLES = ("facilitator", "sponsor", "member", "representative", "administrator")
WORDS = (
    "The guard switch sticks again.",
    "We warm the machine up by hand.",
    "The handover sheet has no field for bypasses.",
    "At night there is one of us for a two-person lift.",
    "The board is behind by a shift.",
    "The label roll curls in the cold.",
    "We look at the old drawing, the new one is wrong.",
    "Nobody knows who has the key.",
)


class Crew:
    """`owner` is the database's owner: it arranges and looks; everybody else goes by `call`."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.owner = psycopg.connect(dsn, autocommit=True)
        self.org, self.site, self.people = self._organisation("Mill")
        self.other_org, self.other_site, self.others = self._organisation("Quarry")
        self.people["stranger"] = self._person()
        self.session = uuid4()
        self.seats: list[str] = []

    def close(self) -> None:
        self.owner.close()

    # -- calling -------------------------------------------------------------------------

    def claims(self, who: str) -> tuple[str, dict[str, object]]:
        if who in {"anon", "seat"}:
            return "anon", {}
        if who == "server":
            return "service_role", {}
        people = self.others if who.startswith("other ") else self.people
        return "authenticated", {"sub": str(people[who.removeprefix("other ")])}

    @contextmanager
    def acting(self, who: str, connection: psycopg.Connection | None = None) -> Iterator[Any]:
        role, claims = self.claims(who)
        with as_role(connection or self.owner, role, claims) as acting:
            yield acting

    def call(
        self, who: str, function: str, on: psycopg.Connection | None = None, **given: Any
    ) -> dict[str, Any]:
        """Call a function of the API as somebody; commits."""
        arguments = sql.SQL(", ").join(
            sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name))
            for name in given
        )
        call = sql.SQL("select public.{}({})").format(sql.Identifier(function), arguments)
        values = {name: Jsonb(v) if isinstance(v, dict) else v for name, v in given.items()}
        with self.acting(who, on) as connection:
            row = connection.execute(call, values).fetchone()
        answer: dict[str, Any] = json.loads(json.dumps(row[0], default=str))
        return answer

    def refused(self, who: str, function: str, **given: Any) -> str:
        """The code of the refusal; fails when the call is answered."""
        try:
            answer = self.call(who, function, **given)
        except psycopg.Error as error:
            return error.diag.message_hint or error.sqlstate or ""
        assert answer.get("ok") is False, f"{who} was answered by {function}: {answer}"
        return str(answer["code"])

    def one(self, query: str, *values: object) -> Any:
        """The first column of the first row, as the owner sees it."""
        row = self.owner.execute(query, values).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None

    def do(self, statement: str, *values: object) -> None:
        self.owner.execute(statement, values)  # type: ignore[call-overload]

    # -- people and places ---------------------------------------------------------------

    def _person(self) -> UUID:
        person = uuid4()
        self.do("insert into auth.users (id, email) values (%s, %s)", person, f"{person}@mill.test")
        return person

    def _organisation(self, name: str) -> tuple[UUID, UUID, dict[str, UUID]]:
        org, site = uuid4(), uuid4()
        self.do("insert into leaven.organisations (id, name) values (%s, %s)", org, name)
        self.do("insert into leaven.sites (id, org_id, name) values (%s, %s, %s)", site, org, name)
        people = {role: self._person() for role in ROLES}
        for role, person in people.items():
            self.do("insert into leaven.memberships values (%s, %s, %s)", org, person, role)
        return org, site, people

    # -- a session -----------------------------------------------------------------------

    def open(self, seats: int = 3, *, topic: str = "Infeed 2", promise: bool = True) -> list[str]:
        """A new session of ours in Learn; the device secrets of its taken seats."""
        self.session = uuid4()
        details = {
            "id": str(self.session),
            "org_id": str(self.org),
            "site_id": str(self.site),
            "topic": topic,
            "use": "work",
            "sponsor_role": "Plant manager",
            "seats": seats,
        }
        cards = self.call("facilitator", "open_session", details=details)["cards"]
        self.seats = [self.take(card["secret"]) for card in cards]
        if promise:
            self.call("facilitator", "show_promise", session=self.session)
            self.move("learn")
        return self.seats

    def take(self, card: str) -> str:
        """A phone takes the seat, from an address of its own; its device secret."""
        device, caller = secrets.token_urlsafe(24), secrets.token_hex(8)
        answer = self.call("anon", "take_seat", card=card, device_secret=device, caller=caller)
        assert answer["ok"], answer
        return device

    def move(self, phase: str) -> None:
        self.call(
            "facilitator", "move_session", session=self.session, wanted=phase, reason="we agreed"
        )

    def say(self, seat: str, words: str, on: psycopg.Connection | None = None) -> UUID:
        """A typed line; the device's own number of it."""
        capture = uuid4()
        details = {"words": words, "phase": "learn", "language": "en", "lens": None}
        answer = self.call(
            "anon", "capture_text", on=on, secret=seat, capture=capture, details=details
        )
        assert answer["ok"], answer
        return capture

    def record(self, seat: str) -> UUID:
        """A spoken line that nobody has checked yet, with its clip and the machine's words."""
        line = self.line(self.say(seat, "spoken words"))
        self.do("update leaven.observations set state = 'to_check', words = '' where id = %s", line)
        self.do(
            "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
            " values (%s, %s, %s, 9, 'audio/webm', 4)",
            *(line, secrets.token_hex(16), secrets.token_hex(32)),
        )
        self.do(
            "insert into leaven.transcripts (observation_id, words, language, engine, model)"
            " values (%s, 'what the machine heard', 'en', 'x', 'y')",
            line,
        )
        return line

    def photograph(self, seat: str, words: str = "The guard, tied open.") -> UUID:
        """A line with a photo, as the server makes it of what a phone sent; the capture."""
        capture, sent = uuid4(), secrets.token_bytes(64)
        given = {"secret": seat, "capture": capture}
        piece = base64.b64encode(sent).decode()
        assert self.call("anon", "capture_chunk", **given, n=0, bytes=piece)["ok"]
        sha256 = hashlib.sha256(sent).hexdigest()
        details = {"words": words, "phase": "learn", "chunks": 1, "sha256": sha256}
        made = {
            size: base64.b64encode(secrets.token_bytes(length)).decode()
            for size, length in (("whole", 9000), ("small", 3000))
        }
        answer = self.call("server", "server_photo_finish", **given, details=details, **made)
        assert answer["ok"], answer
        return capture

    def line(self, capture: UUID) -> UUID:
        return UUID(str(self.one("select private.line_id(%s, %s)", self.session, capture)))

    def mine(self, seat: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.call("anon", "seat_page", secret=seat)["mine"]
        return lines

    def soaked(self, seats: int = 3) -> list[UUID]:
        """Each seat of a new session has said one line; soak has begun. The captures."""
        self.open(seats)
        captures = [self.say(seat, words) for seat, words in zip(self.seats, WORDS, strict=False)]
        self.move("soak")
        return captures

    def agree(self) -> None:
        """Every seat has read the story back."""
        for seat in self.seats:
            self.call("anon", "read_back", secret=seat)

    def release(self, leave_behind: int = 0) -> dict[str, Any]:
        self.agree()
        return self.call(
            "facilitator", "release_session", session=self.session, leave_behind=leave_behind
        )

    def released(self, seats: int = 3) -> list[UUID]:
        """The lines' ids of a new session that has let its story go."""
        captures = self.soaked(seats)
        lines = [self.line(capture) for capture in captures]
        self.release()
        return lines


@pytest.fixture
def crew(database: str) -> Iterator[Crew]:
    made = Crew(database)
    yield made
    made.close()
