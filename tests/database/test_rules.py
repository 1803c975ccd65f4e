"""Rules that two roles change, what goes by itself, and the ledgers that anybody may check."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.backend.trust import RETENTION, TrustPages
from tests.support.crew import Crew
from tests.support.direct import DirectConnection


def propose(crew: Crew, who: str, rule: str, value: int) -> UUID:
    change = uuid4()
    crew.call(who, "propose_rule", change=change, org=crew.org, rule=rule, value=value)
    return change


def page(crew: Crew, who: str = "representative") -> dict[str, Any]:
    return crew.call(who, "trust_page", org=crew.org)


def threshold(crew: Crew) -> int:
    return int(
        crew.one("select outside_threshold from leaven.organisations where id = %s", crew.org)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [("administrator", "representative"), ("representative", "administrator")],
)
def test_a_threshold_changes_when_both_roles_agree(crew: Crew, first: str, second: str) -> None:
    change = propose(crew, first, "outside_threshold", 8)
    assert threshold(crew) == 5
    crew.call(second, "agree_rule", change=change)
    assert threshold(crew) == 8


@pytest.mark.parametrize("who", ["administrator", "member", "facilitator", "other representative"])
def test_nobody_else_agrees_to_an_administrators_proposal(crew: Crew, who: str) -> None:
    change = propose(crew, "administrator", "outside_threshold", 8)
    assert crew.refused(who, "agree_rule", change=change) == "not_found"
    assert threshold(crew) == 5


def test_one_person_with_both_roles_does_not_agree_with_themselves(crew: Crew) -> None:
    crew.do(
        "insert into leaven.memberships values (%s, %s, 'representative')",
        *(crew.org, crew.people["administrator"]),
    )
    change = propose(crew, "administrator", "outside_threshold", 8)
    assert crew.refused("administrator", "agree_rule", change=change) == "two_people"
    assert threshold(crew) == 5


@pytest.mark.parametrize("rule", ["inside_threshold", "outside_threshold"])
@pytest.mark.parametrize("value", [2, 0, -5])
def test_no_threshold_goes_below_three(crew: Crew, rule: str, value: int) -> None:
    given = {"change": uuid4(), "org": crew.org, "rule": rule, "value": value}
    assert crew.refused("administrator", "propose_rule", **given) == "rule_limits"


@pytest.mark.parametrize(
    "rule", ["name", "id; drop table x", "is_example", "org_id", "review_monthss"]
)
def test_what_is_no_rule_cannot_be_changed(crew: Crew, rule: str) -> None:
    given = {"change": uuid4(), "org": crew.org, "rule": rule, "value": 4}
    assert crew.refused("administrator", "propose_rule", **given) == "unknown_rule"


def test_keeping_longer_than_promised_is_refused(crew: Crew) -> None:
    for rule, value in (("hold_days", 31), ("clip_hours", 25), ("receipt_months", 19)):
        given = {"change": uuid4(), "org": crew.org, "rule": rule, "value": value}
        assert crew.refused("administrator", "propose_rule", **given) == "rule_limits"


def test_a_settled_change_names_roles_and_no_person(crew: Crew) -> None:
    change = propose(crew, "administrator", "outside_threshold", 8)
    crew.call("representative", "agree_rule", change=change)
    row = crew.one("select r::text from leaven.rule_changes r")
    assert not any(str(person) in row for person in crew.people.values())
    assert crew.refused("representative", "agree_rule", change=change) == "settled"


def test_a_proposal_can_be_withdrawn(crew: Crew) -> None:
    change = propose(crew, "administrator", "outside_threshold", 8)
    crew.call("administrator", "withdraw_rule", change=change)
    assert crew.refused("representative", "agree_rule", change=change) == "settled"


def test_unreleased_lines_and_keys_are_destroyed_after_thirty_days(crew: Crew) -> None:
    crew.soaked()
    crew.do("update leaven.holds set arrived_at = now() - interval '31 days'")
    crew.do("update leaven.sessions set opened_at = now() - interval '31 days'")
    crew.do("select private.sweep()")
    for table in (
        *("leaven.holds", "leaven.observations", "leaven.seats"),
        *("private.session_keys", "private.seat_secrets", "private.deliveries"),
    ):
        assert crew.one(f"select count(*) from {table}") == 0, table


def test_lines_of_twenty_nine_days_stay(crew: Crew) -> None:
    crew.soaked()
    crew.do("update leaven.holds set arrived_at = now() - interval '29 days'")
    crew.do("update leaven.sessions set opened_at = now() - interval '29 days'")
    crew.do("select private.sweep()")
    assert crew.one("select count(*) from leaven.observations") == 3


def test_a_recording_goes_at_its_deadline_and_its_deadline_is_capped(crew: Crew) -> None:
    crew.soaked()
    line = crew.record(crew.seats[0])
    crew.do("update leaven.clips set delete_after = now() + interval '90 days'")
    hours = crew.one("select extract(epoch from delete_after - now()) / 3600 from leaven.clips")
    assert 23 < hours <= 24
    crew.do("update leaven.clips set delete_after = now() - interval '1 second'")
    crew.do("select private.sweep()")
    assert crew.one("select count(*) from leaven.clips where observation_id = %s", line) == 0


def test_a_legal_hold_pauses_what_goes_by_itself_and_says_so(crew: Crew) -> None:
    change = propose(crew, "administrator", "legal_hold", 1)
    crew.call("representative", "agree_rule", change=change)
    crew.soaked()
    crew.record(crew.seats[0])
    crew.do("update leaven.clips set delete_after = now() - interval '1 second'")
    crew.do("select private.sweep()")
    assert crew.one("select count(*) from leaven.clips") == 1
    assert page(crew)["legal_hold"] is True


def test_a_legal_hold_stops_nobody_from_withdrawing(crew: Crew) -> None:
    change = propose(crew, "administrator", "legal_hold", 1)
    crew.call("representative", "agree_rule", change=change)
    crew.soaked()
    mine = crew.mine(crew.seats[0])[0]["id"]
    crew.call("anon", "withdraw_line", secret=crew.seats[0], line=mine)
    assert crew.mine(crew.seats[0]) == []


def test_what_is_destroyed_is_counted_and_shown_by_night(crew: Crew) -> None:
    crew.soaked()
    line = crew.record(crew.seats[0])
    crew.call("anon", "confirm_words", secret=crew.seats[0], line=line, words="as I said it")
    assert page(crew)["destroyed"] == []
    crew.do("select private.nightly()")
    counted = {each["kind"]: each["number"] for each in page(crew)["destroyed"]}
    assert counted == {"recording": 1, "transcript": 1}
    crew.call("anon", "withdraw_line", secret=crew.seats[0], line=line)
    crew.release()
    crew.do("select private.nightly()")
    counted = {each["kind"]: each["number"] for each in page(crew)["destroyed"]}
    assert counted["line"] == 1
    assert counted["hold"] == 4
    assert counted["session key"] == 1


def test_each_opening_of_unreleased_lines_is_noted_by_role_and_day(crew: Crew) -> None:
    crew.soaked()
    for _ in range(3):
        crew.call("facilitator", "board", session=crew.session)
    opened = [(each["role"], each["kind"]) for each in page(crew)["openings"]]
    assert opened.count(("facilitator", "unreleased lines")) == 1
    assert ("representative", "trust page") in opened


def test_the_ledger_of_openings_knows_no_person_and_no_time_of_day(crew: Crew) -> None:
    kinds = dict(
        crew.owner.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'leaven' and table_name in ('openings', 'deletions')"
        ).fetchall()
    )
    assert set(kinds) == {"org_id", "role", "kind", "day", "week", "number", "shown"}
    assert kinds["day"] == "date"


def test_a_night_is_dealt_once(crew: Crew) -> None:
    assert crew.one("select private.nightly_if_due()") is True
    assert crew.one("select private.nightly_if_due()") is False


def test_old_counters_are_swept(crew: Crew) -> None:
    crew.open(3)
    crew.do("update private.tries set since = now() - interval '2 days'")
    crew.do("select private.sweep()")
    assert crew.one("select count(*) from private.tries") == 0


async def test_the_trust_page_is_made_of_live_facts(crew: Crew) -> None:
    with crew.acting("representative"):
        pass
    seen = TrustPages.read(page(crew))
    tables = {
        name
        for (name,) in crew.owner.execute(
            "select relname from pg_class where relkind = 'r'"
            " and relnamespace in ('leaven'::regnamespace, 'private'::regnamespace)"
        )
    }
    assert {table.name for table in seen.stored} == tables
    assert set(seen.rules) == set(RETENTION)
    change = propose(crew, "administrator", "outside_threshold", 8)
    crew.call("representative", "agree_rule", change=change)
    assert TrustPages.read(page(crew)).outside_threshold == 8


def test_every_stored_table_says_what_it_is_for(crew: Crew) -> None:
    silent = [table["name"] for table in page(crew)["stored"] if not table["what"]]
    assert silent == []


@pytest.mark.parametrize("who", ["stranger", "other representative", "other administrator"])
def test_strangers_do_not_read_the_trust_page(crew: Crew, who: str) -> None:
    assert crew.refused(who, "trust_page", org=crew.org) == "not_allowed"


async def test_the_trust_page_of_a_service_is_the_databases(crew: Crew) -> None:
    connection = DirectConnection(crew.owner, "authenticated")
    with pytest.raises(Exception, match="role does not allow"):
        await TrustPages(connection).page(crew.org)
