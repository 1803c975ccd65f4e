"""Actions on the worked example's released lines, and a clock that a test can move."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import psycopg

from tests.support.works import Works


@dataclass(frozen=True)
class Proposed:
    """A proposed action, its session, and the released lines that it stands on."""

    id: UUID
    session_id: UUID
    lines: tuple[UUID, ...]


def run(works: Works, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(works.dsn, autocommit=True) as database:
        asked = database.execute(statement, values)  # type: ignore[arg-type]
        return asked.fetchall() if asked.description else []


def propose(
    works: Works,
    *,
    topic: str = "New scanners in the yard",
    state: str = "proposed",
    lines: int = 2,
) -> Proposed:
    """An action in the example's session on this topic, grounded in its released lines."""
    with psycopg.connect(works.dsn) as database:
        session, org = database.execute(
            "select id, org_id from leaven.sessions where topic = %s", (topic,)
        ).fetchone() or (None, None)
        grounds = [
            row[0]
            for row in database.execute(
                "select id from leaven.observations where session_id = %s"
                " and released_week is not null order by id limit %s",
                (session, lines),
            )
        ]
        action = uuid4()
        database.execute(
            "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due,"
            " size, strength, cost_class, helps, state) values (%s, %s, %s,"
            " 'Change the roster so that the yard always has two', 'the lift is done by two',"
            " 'planner', '2026-12-20', 'larger', 'stronger', 'small', 'the night crew', 'draft')",
            (action, org, session),
        )
        for line in grounds:
            database.execute("insert into leaven.action_grounds values (%s, %s)", (action, line))
        if state != "draft":
            database.execute(
                "update leaven.actions set state = 'proposed' where id = %s", (action,)
            )
    assert session is not None
    return Proposed(action, session, tuple(grounds))


def answer_beside(works: Works, action: UUID, verdict: str, reason: str = "") -> None:
    """Somebody else has answered it, in the room or on another device."""
    run(
        works,
        "insert into leaven.decisions (id, org_id, action_id, turn, verdict, reason, decided_on)"
        " select gen_random_uuid(), org_id, id, 1, %s, %s, current_date"
        " from leaven.actions where id = %s",
        verdict,
        reason,
        action,
    )
    run(works, "update leaven.actions set state = %s where id = %s", verdict, action)


def move_clock(works: Works, day: date) -> None:
    """The database's day, for every connection that is opened from now on."""
    with psycopg.connect(works.dsn, autocommit=True) as database:
        database.execute(
            psycopg.sql.SQL("alter database {} set leaven.today = {}").format(
                psycopg.sql.Identifier(database.info.dbname), psycopg.sql.Literal(day.isoformat())
            )
        )
        # pooled connections still live in yesterday: each is gone before anybody asks again
        database.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def seat_at(works: Works, session_id: UUID, seats: int = 6) -> list[str]:
    """Device secrets of seats at a session, as they are while a team's phones still hold them."""
    secrets = []
    with psycopg.connect(works.dsn, autocommit=True) as database:
        for _ in range(seats):
            seat, secret = uuid4(), uuid4().hex
            database.execute(
                "insert into leaven.seats (id, session_id, claimed) values (%s, %s, true)",
                (seat, session_id),
            )
            database.execute(
                "insert into private.seat_secrets (secret_hash, seat_id, kind)"
                " values (private.hash(%s), %s, 'device')",
                (secret, seat),
            )
            secrets.append(secret)
    return secrets
