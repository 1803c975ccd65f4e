"""No rule of the database waits for a call that never comes."""

import re
from pathlib import Path

from tests.support.crew import Crew

SERVICES = Path(__file__).parents[2] / "services"
PROOFS = {"replayed_links"}
"""Called by tests alone: what the links ought to be by their history."""

FUNCTIONS = """
select p.proname from pg_proc p
 where p.pronamespace = 'private'::regnamespace and p.prorettype <> 'trigger'::regtype
"""
IN_THE_DATABASE = """
select p.proname, p.prosrc from pg_proc p
 where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace)
union all select '', coalesce(qual, '') || coalesce(with_check, '') from pg_policies
union all select '', pg_get_constraintdef(oid) from pg_constraint
union all select '', pg_get_expr(adbin, adrelid) from pg_attrdef
union all select '', pg_get_triggerdef(oid) from pg_trigger
"""


def uncalled(crew: Crew) -> set[str]:
    texts = crew.owner.execute(IN_THE_DATABASE).fetchall()
    texts += [("", path.read_text(encoding="utf-8")) for path in SERVICES.rglob("*.py")]
    names = {row[0] for row in crew.owner.execute(FUNCTIONS)}
    called = {
        name
        for caller, text in texts
        for name in set(re.findall(r"\bprivate\.(\w+)", text))
        if name != caller
    }
    return names - called - PROOFS


def test_each_function_is_called_by_a_job_a_screen_or_another_function(crew: Crew) -> None:
    assert uncalled(crew) == set()


def test_a_function_that_nobody_calls_is_found(crew: Crew) -> None:
    crew.do("create function private.every_week() returns void language sql as 'select'")
    assert uncalled(crew) == {"every_week"}
