"""The gates of an action stand in its tables: no way round them by any function."""

from uuid import UUID, uuid4

import psycopg
import pytest

from tests.support.team import seat_a_team

INSERT_ACTION = (
    "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due, state)"
    " select %s, org_id, id, 'Plan two people on nights', 'nobody lifts alone', 'planner',"
    " '2027-01-04', %s from leaven.sessions where id = %s"
)


def a_line(database: psycopg.Connection, session: UUID, *, released: bool = True) -> UUID:
    line = uuid4()
    database.execute(
        "insert into leaven.observations (id, org_id, session_id, phase, words, state,"
        " released_week) select %s, org_id, id, 'learn', 'I lift it alone.', 'confirmed', %s"
        " from leaven.sessions where id = %s",
        (line, "2026-W10" if released else None, session),
    )
    return line


def an_action(database: psycopg.Connection, session: UUID, state: str = "draft") -> UUID:
    action = uuid4()
    database.execute(INSERT_ACTION, (action, state, session))
    return action


def ground(database: psycopg.Connection, action: UUID, line: UUID) -> None:
    database.execute("insert into leaven.action_grounds values (%s, %s)", (action, line))


@pytest.mark.parametrize("phase", ["prepare", "learn", "soak"])
def test_no_action_is_written_before_soak_has_ended(database: str, phase: str) -> None:
    with psycopg.connect(database) as connection:
        team = seat_a_team(connection, phase=phase)
        with pytest.raises(psycopg.Error, match="when soak has ended"):
            an_action(connection, team.session_id)


def test_an_action_never_stands_on_a_line_that_the_team_still_holds(database: str) -> None:
    with psycopg.connect(database) as connection:
        team = seat_a_team(connection, phase="improve")
        action = an_action(connection, team.session_id)
        held = a_line(connection, team.session_id, released=False)
        with pytest.raises(psycopg.Error, match="the team has released"):
            ground(connection, action, held)


def test_an_action_is_proposed_only_with_a_line_of_its_own_team(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        team = seat_a_team(connection, phase="improve")
        action = an_action(connection, team.session_id)
        propose = "update leaven.actions set state = 'proposed' where id = %s"
        with pytest.raises(psycopg.Error, match="at least one of your team's released lines"):
            connection.execute(propose, (action,))
        ground(connection, action, a_line(connection, team.session_id))
        connection.execute(propose, (action,))


def test_the_lines_may_come_after_the_action_but_not_never(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        team = seat_a_team(connection, phase="improve")
        with connection.transaction():
            action = an_action(connection, team.session_id, "proposed")
            ground(connection, action, a_line(connection, team.session_id))
        with (
            pytest.raises(psycopg.Error, match="at least one of your team's"),
            connection.transaction(),
        ):
            an_action(connection, team.session_id, "proposed")


def test_a_withdrawn_line_leaves_its_action(database: str) -> None:
    with psycopg.connect(database) as connection:
        team = seat_a_team(connection, phase="improve")
        action = an_action(connection, team.session_id)
        line = a_line(connection, team.session_id)
        ground(connection, action, line)
        connection.execute("delete from leaven.observations where id = %s", (line,))
        left = connection.execute("select count(*) from leaven.action_grounds").fetchone()
        assert left == (0,)
