"""N13: no number below the threshold can be had by subtracting two visible ones."""

from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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

    def hear(self, site: int, voices: int, month: int, themes: set[int], named: set[str]) -> None:
        """A team lets its story go; perhaps it named a defence by skill, or assumptions."""
        session, line = uuid4(), uuid4()
        self.database.execute(
            "insert into leaven.sessions (id, org_id, site_id, topic, use, phase, promise_shown,"
            " released_week, released_voices) values (%s, %s, %s, 't', 'work', 'share', true,"
            " %s, %s)",
            (session, self.org, self.sites[site], MONTHS[month], voices),
        )
        if "skill" in named:
            self.database.execute(
                "insert into leaven.defences (id, session_id, words, state)"
                " values (gen_random_uuid(), %s, 'somebody hears it', 'skill')",
                (session,),
            )
        for kind in named - {"skill"}:
            self.database.execute(
                "insert into leaven.assumptions (id, org_id, session_id, kind)"
                " values (gen_random_uuid(), %s, %s, %s)",
                (self.org, session, kind),
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
            "assumption at site": ("places", "assumption"),
        }
        found: dict[tuple[str, str, str], int] = {}
        rows = self.database.execute("select * from private.true_voices(%s)", (self.org,))
        for scope, of, _, true in rows.fetchall():
            if scope not in by or not self.may_show(int(true) // k * k, k):
                continue
            measure, counted = by[scope]
            key = (measure, counted, of if counted != "organisation" else "")
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
    st.sets(st.sampled_from(["skill", "staffing", "time"])),
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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
