"""Who may call what, and whose rows each table shows: every function and table by every role."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.support.crew import Crew
from tests.support.matrix import EVERYBODY, FUNCTIONS, OTHER_REASONS, SERVER, TABLES_READ, a_theme


def api(crew: Crew) -> set[str]:
    rows = crew.owner.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    )
    return {row[0] for row in rows}


def outcome(crew: Crew, who: str, name: str) -> str:
    """`answered`, `nothing`, or the code of the refusal; nothing of it stays."""
    call = FUNCTIONS[name]
    given = call.given(crew)
    answer: dict[str, Any] = {}
    try:
        with crew.owner.transaction(force_rollback=True):
            answer = crew.call(who, name, **given)
    except psycopg.Error as error:
        return error.diag.message_hint or error.sqlstate or "?"
    answer = answer or {}
    if answer.get("ok") is False:
        return str(answer.get("code", "answered"))
    empty = all(not value for key, value in answer.items() if key != "person_id")
    return "nothing" if empty and who in call.asks - call.answered else "answered"


def check_matrix(crew: Crew, names: set[str] | None = None) -> None:
    """Fails naming each role that a function answers and should not, or the other way round."""
    crew.soaked(3)
    wrong = []
    for name in sorted(names or set(FUNCTIONS)):
        call = FUNCTIONS[name]
        for who in sorted(EVERYBODY):
            found = outcome(crew, who, name)
            right = found == "answered" or found in OTHER_REASONS
            if who in call.answered and not right:
                wrong.append(f"{name} refuses {who}: {found}")
            if who not in call.answered and right:
                wrong.append(f"{name} answers {who}: {found}")
    assert not wrong, "\n".join(wrong)


def test_each_function_answers_whom_it_is_for(crew: Crew) -> None:
    check_matrix(crew)


def test_no_function_is_open_to_the_public_role(crew: Crew) -> None:
    rows = crew.owner.execute(
        "select p.oid::regprocedure::text from pg_proc p, aclexplode(coalesce(p.proacl,"
        " acldefault('f', p.proowner))) a where p.pronamespace in ('public'::regnamespace,"
        " 'private'::regnamespace) and a.grantee = 0"
    ).fetchall()
    assert rows == []


def test_each_function_that_acts_as_the_owner_pins_where_it_looks(crew: Crew) -> None:
    rows = crew.owner.execute(
        "select oid::regprocedure::text from pg_proc where prosecdef and pronamespace in"
        " ('public'::regnamespace, 'private'::regnamespace) and not ('search_path=\"\"' ="
        " any(coalesce(proconfig, '{}')))"
    ).fetchall()
    assert rows == []


def check_tables(crew: Crew) -> None:
    """Every table by every role: read, write, change, delete."""
    crew.released(4)
    crew.do("update leaven.organisations set outside_threshold = 3 where id = %s", crew.org)
    crew.do("select private.nightly()")
    released = crew.session
    crew.soaked(3)
    a_theme(crew)
    wrong = []
    for schema, table in _tables(crew):
        for who in sorted(EVERYBODY - SERVER):
            rows = _visible(crew, who, schema, table)
            may = who in TABLES_READ.get(table, set()) and schema == "leaven"
            if rows is not None and rows and not may:
                wrong.append(f"{who} reads {rows} rows of {schema}.{table}")
            wrong += [
                f"{who} may {statement.split()[0]} in {schema}.{table}"
                for statement in ("delete from {}", "insert into {} default values")
                if _allowed(crew, who, statement, schema, table)
            ]
    assert not wrong, "\n".join(wrong)
    for who in ("sponsor", "member", "representative", "administrator"):
        with crew.acting(who) as connection:
            seen = connection.execute("select session_id from leaven.observations").fetchall()
        assert {row[0] for row in seen} == {released}, f"{who} reads unreleased lines"


def test_each_table_shows_each_role_its_own_rows_only(crew: Crew) -> None:
    check_tables(crew)


def test_row_security_is_on_and_forced_everywhere(crew: Crew) -> None:
    rows = crew.owner.execute(
        "select oid::regclass::text from pg_class where relkind in ('r', 'p')"
        " and relnamespace in ('leaven'::regnamespace, 'private'::regnamespace)"
        " and not (relrowsecurity and relforcerowsecurity)"
    ).fetchall()
    assert rows == []


def test_a_sponsor_who_asks_for_an_unreleased_line_by_its_id_gets_nothing(crew: Crew) -> None:
    line = crew.line(crew.soaked()[0])
    for who in sorted(EVERYBODY - {"anon", "server", "facilitator"}):
        with crew.acting(who) as connection:
            row = connection.execute(
                "select words from leaven.observations where id = %s", (line,)
            ).fetchone()
        assert row is None, who


def test_a_facilitator_of_another_session_is_outside(crew: Crew) -> None:
    crew.soaked()
    crew.do(
        "insert into leaven.memberships values (%s, %s, 'facilitator')",
        *(crew.org, crew.people["member"]),
    )
    given = {"session": crew.session}
    assert crew.refused("member", "board", **given) == "not_found"
    with crew.acting("member") as connection:
        assert connection.execute("select id from leaven.observations").fetchall() == []


def test_who_lost_the_role_lost_the_session(crew: Crew) -> None:
    crew.soaked()
    crew.do("delete from leaven.memberships where person_id = %s", crew.people["facilitator"])
    assert crew.refused("facilitator", "board", session=crew.session) == "not_found"


def test_claims_give_no_role(crew: Crew) -> None:
    crew.soaked()
    forged = {"sub": str(crew.people["stranger"]), "app_metadata": {"role": "facilitator"}}
    crew.claims = lambda who: ("authenticated", forged)  # type: ignore[method-assign,assignment]
    assert crew.refused("forged", "board", session=crew.session) == "not_found"


@pytest.mark.parametrize(
    "hostile", ["'; drop table leaven.seats; --", "%s%n%d", "${7*7}", "\u202edrow", "{{x}}", "\\"]
)
def test_hostile_text_stays_text(crew: Crew, hostile: str) -> None:
    crew.open(3)
    crew.say(crew.seats[0], hostile)
    assert crew.mine(crew.seats[0])[0]["words"] == hostile


def _tables(crew: Crew) -> list[tuple[str, str]]:
    return crew.owner.execute(
        "select relnamespace::regnamespace::text, relname from pg_class where relkind in"
        " ('r', 'p', 'v') and relnamespace in ('leaven'::regnamespace, 'private'::regnamespace)"
    ).fetchall()


def _visible(crew: Crew, who: str, schema: str, table: str) -> int | None:
    """How many rows of our organisation are seen; None where the table is closed."""
    columns = "id, org_id" if table == "sessions" else "*"
    ours = "select count(*) from (select {} from {}) t where t::text ~ %s"
    query = sql.SQL(ours).format(sql.SQL(columns), sql.Identifier(schema, table))
    known = f"{crew.org}|{crew.session}"
    try:
        with crew.acting(who) as connection:
            row = connection.execute(query, (known,)).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None
    return int(row[0])


def _allowed(crew: Crew, who: str, statement: str, schema: str, table: str) -> bool:
    query = sql.SQL(statement).format(sql.Identifier(schema, table))  # type: ignore[arg-type]
    try:
        with crew.owner.transaction(force_rollback=True), crew.acting(who) as connection:
            connection.execute(query)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.Error:
        return True
    return True
