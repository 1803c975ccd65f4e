"""A learning session in Learn with its seats taken, straight into the tables."""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg


@dataclass(frozen=True)
class Team:
    """A session and the device secrets of its seats; `cards` are of seats that nobody took yet."""

    session_id: UUID
    seats: tuple[str, ...]
    cards: tuple[str, ...] = ()


def seat_a_team(
    database: psycopg.Connection, *, seats: int = 1, cards: int = 0, phase: str = "learn"
) -> Team:
    org, site, session = uuid4(), uuid4(), uuid4()
    with database.transaction():
        database.execute("insert into leaven.organisations (id, name) values (%s, 'Mill')", (org,))
        database.execute(
            "insert into leaven.sites (id, org_id, name, danger_name, danger_contact)"
            " values (%s, %s, 'Mill', 'Shift lead', '4711')",
            (site, org),
        )
        database.execute(
            "insert into leaven.sessions (id, org_id, site_id, topic, use, phase, promise_shown)"
            " values (%s, %s, %s, 'Infeed 2', 'work', %s, true)",
            (session, org, site, phase),
        )
        database.execute("insert into private.session_keys (session_id) values (%s)", (session,))
        taken = [_seat(database, session, "device") for _ in range(seats)]
        free = [_seat(database, session, "card") for _ in range(cards)]
    return Team(session, tuple(taken), tuple(free))


def _seat(database: psycopg.Connection, session: UUID, kind: str) -> str:
    secret = secrets.token_urlsafe(24)
    seat = uuid4()
    database.execute(
        "insert into leaven.seats (id, session_id, claimed) values (%s, %s, %s)",
        (seat, session, kind == "device"),
    )
    database.execute(
        "insert into private.seat_secrets (secret_hash, seat_id, kind)"
        " values (private.hash(%s), %s, %s)",
        (secret, seat, kind),
    )
    return secret


def release(database: psycopg.Connection, session_id: UUID) -> None:
    """What the team's release does to this session: lines stay, tags and key go."""
    with database.transaction():
        database.execute(
            "update leaven.observations set released_week = '2026-W10'"
            " where session_id = %s and state = 'confirmed'",
            (session_id,),
        )
        database.execute("delete from leaven.holds where session_id = %s", (session_id,))
        database.execute("delete from private.session_keys where session_id = %s", (session_id,))


def guide(database: psycopg.Connection, team: Team) -> UUID:
    """A facilitator of this session."""
    person = uuid4()
    with database.transaction():
        database.execute(
            "insert into auth.users (id, email) values (%s, %s)", (person, f"{person}@mill.test")
        )
        database.execute(
            "insert into leaven.memberships (org_id, person_id, role)"
            " select org_id, %s, 'facilitator' from leaven.sessions where id = %s",
            (person, team.session_id),
        )
        database.execute(
            "insert into leaven.session_facilitators (session_id, person_id) values (%s, %s)",
            (team.session_id, person),
        )
    return person
