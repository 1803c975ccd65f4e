"""N13: no number below the threshold can be had by subtracting two visible ones."""

import re
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.crew import Crew

MONTHS = ("2026-W02", "2026-W07", "2026-W11")


@dataclass
class Plant:
    """An organisation that a property test fills: sessions of known voices at known places."""

    database: psycopg.Connection
    org: UUID = field(default_factory=uuid4)
    sites: list[UUID] = field(default_factory=list)
    areas: list[UUID] = field(default_factory=list)
    themes: list[UUID] = field(default_factory=list)

    def build(self) -> None:
        self.database.execute(
            "insert into leaven.organisations (id, name) values (%s, 'Plant')", (self.org,)
        )
        for number in range(3):
            site, area, theme = uuid4(), uuid4(), uuid4()
            self.database.execute(
                "insert into leaven.sites (id, org_id, name) values (%s, %s, %s)",
                (site, self.org, f"Site {number}"),
            )
            self.database.execute(
                "insert into leaven.themes (id, org_id, title) values (%s, %s, %s)",
                (theme, self.org, f"Theme {number}"),
            )
            self.database.execute(
                "insert into leaven.areas (id, org_id, site_id, name) values (%s, %s, %s, %s)",
                (area, self.org, site, f"Area {number}"),
            )
            self.sites.append(site)
            self.areas.append(area)
            self.themes.append(theme)

    def hear(self, site: int, voices: int, month: int, themes: set[int], skill: bool) -> None:
        """A team lets its story go; perhaps it named a defence that rests on skill."""
        session, line = uuid4(), uuid4()
        self.database.execute(
            "insert into leaven.sessions (id, org_id, site_id, topic, use, phase, promise_shown,"
            " released_week, released_voices) values (%s, %s, %s, 't', 'work', 'share', true,"
            " %s, %s)",
            (session, self.org, self.sites[site], MONTHS[month], voices),
        )
        if skill:
            self.database.execute(
                "insert into leaven.defences (id, session_id, words, state)"
                " values (gen_random_uuid(), %s, 'somebody hears it', 'skill')",
                (session,),
            )
        self.said(session, line, MONTHS[month], themes)

    def look_back(self, site: int, voices: int, month: int, themes: set[int]) -> None:
        """A crew's week comes out, in the routine session of its area."""
        area = self.areas[site]
        found = self.database.execute(
            "select id from leaven.sessions where area_id = %s", (area,)
        ).fetchone()
        session = found[0] if found else uuid4()
        self.database.execute(
            "insert into leaven.sessions (id, org_id, site_id, area_id, topic, use, phase, kind,"
            " promise_shown) values (%s, %s, %s, %s, 't', 'work', 'soak', 'routine', true)"
            " on conflict (id) do nothing",
            (session, self.org, self.sites[site], area),
        )
        self.database.execute(
            "insert into leaven.week_voices as w values (%s, %s, %s)"
            " on conflict on constraint week_voices_pkey do update"
            " set voices = w.voices + excluded.voices",
            (session, MONTHS[month], voices),
        )
        self.said(session, uuid4(), MONTHS[month], themes)

    def said(self, session: UUID, line: UUID, week: str, themes: set[int]) -> None:
        self.database.execute(
            "insert into leaven.observations (id, org_id, session_id, phase, words, state,"
            " released_week) values (%s, %s, %s, 'learn', 'w', 'confirmed', %s)",
            (line, self.org, session, week),
        )
        for theme in themes:
            self.database.execute(
                "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
                " values (%s, %s, %s, 'linked', 'person')",
                (self.org, line, self.themes[theme]),
            )

    def withdraw_one(self) -> None:
        self.database.execute(
            "delete from leaven.observations where id ="
            " (select id from leaven.observations where org_id = %s order by id limit 1)",
            (self.org,),
        )

    def threshold(self, k: int) -> None:
        self.database.execute(
            "update leaven.organisations set outside_threshold = %s where id = %s", (k, self.org)
        )

    def visible(self) -> set[int]:
        """The voice counts that anybody may see after this night."""
        self.database.execute("select private.roll_up(%s)", (self.org,))
        rows = self.database.execute(
            "select value from leaven.rollups where org_id = %s and measure = 'voices'",
            (self.org,),
        )
        return {row[0] for row in rows}

    def counts(self) -> dict[tuple[str, str, str], int]:
        """The counts of places and months, as they stand after this night."""
        rows = self.database.execute(
            "select measure, scope, of, value from leaven.rollups"
            " where org_id = %s and measure <> 'voices'",
            (self.org,),
        )
        return {(measure, scope, of): value for measure, scope, of, value in rows}

    def counted_by_hand(self, k: int) -> dict[tuple[str, str, str], int]:
        """The same, from the voice numbers alone that may be visible: nothing else is in them."""
        by = {
            "theme at site": ("places", "theme"),
            "theme in month": ("months", "theme"),
            "site": ("places", "organisation"),
            "month": ("months", "organisation"),
            "skill at site": ("places of skill", "theme"),
        }
        found: dict[tuple[str, str, str], int] = {}
        rows = self.database.execute("select * from private.true_voices(%s)", (self.org,))
        for scope, of, _, true in rows.fetchall():
            if scope not in by or not self.may_show(int(true) // k * k, k):
                continue
            measure, counted = by[scope]
            key = (measure, counted, of if counted == "theme" else "")
            found[key] = found.get(key, 0) + 1
        return found

    def may_show(self, number: int, k: int) -> bool:
        """At least k, and nought or k away from all that was ever shown."""
        shown = self.database.execute(
            "select value from leaven.shown_numbers where org_id = %s", (self.org,)
        ).fetchall()
        return number >= k and all(
            value == number or abs(value - number) >= k for (value,) in shown
        )


hearing = st.tuples(
    st.just("hear"),
    st.integers(0, 2),
    st.integers(3, 8),
    st.integers(0, 2),
    st.sets(st.integers(0, 2)),
    st.booleans(),
)
looking_back = st.tuples(
    st.just("look back"),
    st.integers(0, 2),
    st.integers(3, 9),
    st.integers(0, 2),
    st.sets(st.integers(0, 2)),
)
event = st.one_of(
    hearing,
    hearing,
    looking_back,
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("threshold"), st.integers(3, 9)),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(event, min_size=1, max_size=12), k=st.integers(3, 9))
def test_n13_no_two_visible_numbers_differ_by_less_than_the_threshold(
    module_database: str, events: list[tuple[object, ...]], k: int
) -> None:
    """Any two: whole and part, filter and filter, before and after, across threshold changes."""
    with psycopg.connect(module_database, autocommit=True) as database:
        plant = Plant(database)
        plant.build()
        plant.threshold(k)
        ever: set[int] = set()
        for kind, *details in events:
            if kind == "hear":
                plant.hear(*details)  # type: ignore[arg-type]
            elif kind == "look back":
                plant.look_back(*details)  # type: ignore[arg-type]
            elif kind == "withdraw":
                plant.withdraw_one()
            else:
                k = int(str(details[0]))
                plant.threshold(k)
            now = plant.visible()
            assert all(number >= max(3, k) for number in now)
            pairs = [*combinations(now, 2), *((new, old) for new in now for old in ever)]
            assert not [pair for pair in pairs if 0 < abs(pair[0] - pair[1]) < k], (k, now, ever)
            ever |= now
            assert plant.counts() == plant.counted_by_hand(max(3, k))


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
        *("organisation", "site", "theme", "theme at site", "month", "use"),
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
