"""Numbers come with the night, rounded, and only with enough voices behind them."""

import re
from uuid import uuid4

import psycopg
import pytest

from tests.support.crew import Crew


def test_numbers_do_appear_when_enough_voices_are_behind_them(crew: Crew) -> None:
    for _ in range(3):
        crew.released(4)
    crew.do("select private.nightly()")
    numbers = crew.call("member", "rollups", org=crew.org)["numbers"]
    shown = {(each["measure"], each["scope"]): each["value"] for each in numbers}
    assert shown["voices", "organisation"] == 10
    assert shown["voices", "site"] == 10
    assert shown["places", "organisation"] == 1


def test_below_the_threshold_there_is_no_row_at_all(crew: Crew) -> None:
    crew.released(4)
    crew.do("select private.nightly()")
    assert crew.call("member", "rollups", org=crew.org)["numbers"] == []
    assert crew.one("select count(*) from leaven.rollups") == 0


def test_a_number_does_not_move_while_somebody_watches(crew: Crew) -> None:
    crew.released(8)
    crew.do("select private.nightly()")
    before = crew.call("member", "rollups", org=crew.org)
    crew.released(8)
    assert crew.call("member", "rollups", org=crew.org) == before


def test_a_place_is_named_only_by_the_night_that_five_voices_stand_behind_it(crew: Crew) -> None:
    crew.released(4)
    crew.do("select private.nightly()")
    assert crew.one("select private.place_name(%s)", crew.site) is None
    crew.released(4)
    assert crew.one("select private.place_name(%s)", crew.site) is None
    crew.do("select private.nightly()")
    assert crew.one("select private.place_name(%s)", crew.site) == "Mill"


def test_exact_counts_are_open_to_no_signed_in_person(crew: Crew) -> None:
    crew.released(4)
    for column in ("released_voices", "opened_at"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), crew.acting("administrator") as c:
            c.execute(f"select {column} from leaven.sessions")


def test_n9_no_number_of_a_person_a_crew_or_a_facilitator_exists(crew: Crew) -> None:
    assert allowed(crew, "scope") == {
        *("organisation", "site", "theme", "theme at site", "month", "use", "assumption"),
    }
    assert allowed(crew, "measure") == {"voices", "places", "months", "places of skill"}


def allowed(crew: Crew, column: str) -> set[str]:
    """The values that the table of numbers lets this column have."""
    clause = crew.one(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = %s",
        f"rollups_{column}_check",
    )
    return set(re.findall(r"'([^']*)'", clause))


def test_a_crews_week_is_in_the_numbers_once_it_has_come_out(crew: Crew) -> None:
    card = a_week_of(crew, 6)
    crew.do("select private.nightly()")
    assert crew.one("select private.shown(%s, 'voices', 'organisation')", crew.org) is None
    crew.do("update leaven.holds set arrived_at = arrived_at - interval '7 days'")
    crew.do("select private.nightly()")
    assert crew.one("select private.shown(%s, 'voices', 'organisation')", crew.org) == 5
    assert len(crew.call("anon", "wall_page", card=card)["lines"]) == 6
    assert crew.one("select private.place_name(%s)", crew.site) == "Mill"


def a_week_of(crew: Crew, voices: int) -> str:
    """So many people have said something at the wall of an area; its card."""
    area = uuid4()
    crew.do(
        "insert into leaven.areas (id, org_id, site_id, name) values (%s, %s, %s, 'Bench')",
        *(area, crew.org, crew.site),
    )
    card = str(crew.call("facilitator", "wall_card", org=crew.org, area=area)["secret"])
    for number in range(voices):
        crew.say(crew.take(card), f"Something small, {number}.")
    return card


def test_where_skill_alone_protects_people_is_counted_by_the_night_and_with_enough_voices(
    crew: Crew,
) -> None:
    """Two places, five voices behind each; not before, and not while somebody watches."""
    theme, elsewhere = uuid4(), uuid4()
    crew.do(
        "insert into leaven.themes (id, org_id, title) values (%s, %s, 'Alone')", theme, crew.org
    )
    crew.do(
        "insert into leaven.sites (id, org_id, name) values (%s, %s, 'Quay')", elsewhere, crew.org
    )

    def ledger() -> list[dict[str, object]]:
        themes: list[dict[str, object]] = crew.call("member", "defence_ledger", org=crew.org)[
            "themes"
        ]
        return themes

    for site, seats in ((crew.site, 6), (elsewhere, 3), (elsewhere, 3)):
        assert ledger() == []
        lines = crew.released(seats)
        crew.do("update leaven.sessions set site_id = %s where id = %s", site, crew.session)
        crew.do(
            "insert into leaven.defences (id, session_id, words, state)"
            " values (gen_random_uuid(), %s, 'Joe hears the bearing', 'skill')",
            crew.session,
        )
        crew.do(
            "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
            " values (%s, %s, %s, 'linked', 'person')",
            *(crew.org, lines[0], theme),
        )
        if seats == 3:
            assert ledger() == []
        crew.do("select private.nightly()")
    assert [(each["title"], each["places"]) for each in ledger()] == [("Alone", 2)]
