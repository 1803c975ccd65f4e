"""What must never happen, as far as the database alone can prove it; the others stand beside."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.domain.trust import PROVED
from tests.support.crew import Crew

ROOT = Path(__file__).parents[2]
BLAMING = re.compile(
    r"root.?cause|culprit|violation|at.?fault|corrective|disciplin|non.?complian|breach|to.?blame"
)


NETWORK = {"httpx", "requests", "urllib", "socket", "aiohttp", "http", "ftplib", "smtplib"}
FETCHES_MODELS = {"model_source.py"}
"""Brings a model in, once, before anybody speaks; it is given no sound."""
N = range(1, 17)


def names_of(crew: Crew) -> list[str]:
    """Every name, comment and allowed value of our tables, as somebody might export them."""
    rows = crew.owner.execute(
        "select c.relname || ' ' || coalesce(obj_description(c.oid), '') || ' ' || a.attname"
        " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
        " where c.relnamespace in ('leaven'::regnamespace, 'private'::regnamespace)"
        " and c.relkind = 'r'"
        " union all select pg_get_constraintdef(n.oid) from pg_constraint n"
        " where n.connamespace in ('leaven'::regnamespace, 'private'::regnamespace)"
    )
    return [row[0].lower() for row in rows]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_n3_what_puts_a_voice_into_words_speaks_to_no_other_machine() -> None:
    modules = list((ROOT / "services" / "speech").glob("*.py"))
    assert len(modules) > 10
    speaking = {each.name for each in modules if imports_of(each) & NETWORK}
    assert speaking == FETCHES_MODELS


def test_n4_a_recording_stays_when_a_later_step_fails(crew: Crew) -> None:
    crew.soaked()
    line = crew.record(crew.seats[0])
    crew.do("update leaven.observations set state = 'set_aside' where id = %s", line)
    crew.do("update leaven.clips set tries = 6, reason = 'it could not be read'")
    crew.do("delete from procrastinate.procrastinate_jobs")
    crew.do("select private.sweep()")
    assert crew.one("select count(*) from leaven.clips where observation_id = %s", line) == 1


def test_n5_and_n6_no_name_in_the_record_blames(crew: Crew) -> None:
    found = [name for name in names_of(crew) if BLAMING.search(name)]
    assert found == []


def test_n10_no_action_exists_before_soak_has_ended(crew: Crew) -> None:
    crew.soaked()
    with pytest.raises(psycopg.Error, match="when soak has ended"):
        crew.do(
            "insert into leaven.actions (id, org_id, session_id, change) values (%s, %s, %s, 'x')",
            *(uuid4(), crew.org, crew.session),
        )


def test_n10_an_action_stands_on_released_lines_only(crew: Crew) -> None:
    line = crew.line(crew.soaked()[0])
    crew.move("improve")
    action = uuid4()
    crew.do(
        "insert into leaven.actions (id, org_id, session_id, change) values (%s, %s, %s, 'x')",
        *(action, crew.org, crew.session),
    )
    with pytest.raises(psycopg.Error, match="the team has released"):
        crew.do("insert into leaven.action_grounds values (%s, %s)", action, line)


@pytest.mark.parametrize("verdict", ["declined", "deferred", "asked", "approved_with_change"])
def test_n10_no_refusal_stands_without_its_reason(crew: Crew, verdict: str) -> None:
    crew.soaked()
    crew.move("improve")
    action = uuid4()
    crew.do(
        "insert into leaven.actions (id, org_id, session_id, change) values (%s, %s, %s, 'x')",
        *(action, crew.org, crew.session),
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        crew.do(
            "insert into leaven.decisions (id, org_id, action_id, turn, verdict, reason,"
            " deferred_until, decided_on) values (gen_random_uuid(), %s, %s, 1, %s, ' ',"
            " case when %s = 'deferred' then current_date end, current_date)",
            *(crew.org, action, verdict, verdict),
        )


def test_n14_a_mail_that_waits_has_no_place_for_content(crew: Crew) -> None:
    columns = {
        row[0]
        for row in crew.owner.execute(
            "select column_name from information_schema.columns where table_schema = 'private'"
            " and table_name = 'mail_outbox'"
        )
    }
    assert columns == {"person_id", "day", "state", "tries", "not_before", "trouble"}


def test_n15_a_line_without_an_answer_shows_as_unanswered_after_fourteen_days(crew: Crew) -> None:
    crew.released()
    assert crew.call("member", "unanswered", org=crew.org)["lines"] == []
    crew.do("alter table leaven.observations disable trigger all")
    crew.do("update leaven.observations set released_week = '2026-W01'")
    assert len(crew.call("member", "unanswered", org=crew.org)["lines"]) == 3


def test_n16_danger_now_is_shown_and_collected_nowhere(crew: Crew) -> None:
    columns = crew.owner.execute(
        "select table_name || '.' || column_name from information_schema.columns"
        " where table_schema in ('leaven', 'private') and column_name like '%danger%'"
    ).fetchall()
    assert sorted(row[0] for row in columns) == ["sites.danger_contact", "sites.danger_name"]


def test_each_proof_that_the_trust_page_names_exists() -> None:
    for rule in PROVED:
        file, _, name = rule.proof.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), rule.proof


def test_each_proof_that_the_threat_model_names_exists() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    file = ""
    for path, name in re.findall(r"`([\w/.…]+\.py|…)(?:::(\w+))?`", text):
        file = path if path != "…" else file
        source = (ROOT / "tests" / file.removeprefix("tests/")).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, f"{file}::{name}"


def rows_of_the_threat_model() -> dict[int, str]:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    return {int(n): row for n, row in re.findall(r"^\| N(\d+) \| (.*)$", text, re.MULTILINE)}


def nevers_in_the_tests() -> set[tuple[int, str]]:
    """(number, test) of every test that names a never."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for name in re.findall(r"def (test_n\d+_\w+)\(", path.read_text(encoding="utf-8")):
            found |= {(int(n), name) for n in re.findall(r"(?:^test|and)_n(\d+)_", name)}
    return found


def test_each_never_has_its_row_and_each_row_its_own_tests() -> None:
    rows = rows_of_the_threat_model()
    assert set(rows) == set(N)
    assert {n for n, _ in nevers_in_the_tests()} == set(N)
    assert [(n, name) for n, name in nevers_in_the_tests() if f"::{name}`" not in rows[n]] == []
