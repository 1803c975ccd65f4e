"""Put the example organisation into a database, once, and take it away again."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from services.example.content import (
    ORGANISATION,
    PEOPLE,
    SESSIONS,
    SHIFT_KINDS,
    SITES,
    THEMES,
    ExampleLine,
    ExampleSession,
)
from services.example.standing import STANDING, ExamplePractice, ExampleStanding

Connection = psycopg.AsyncConnection[Any]
UNRELEASED = ("prepare", "learn", "soak")


async def build_example(connection: Connection, now: datetime) -> bool:
    """Build the example unless it stands already; True if it was built. One transaction.

    `now` is an aware time; released sessions count their weeks back from it.
    """
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext('leaven.example'))")
        standing = await connection.execute("select 1 from leaven.organisations where is_example")
        if await standing.fetchone():
            return False
        await _Builder(connection, now).build()
    return True


async def remove_example(connection: Connection) -> bool:
    """Remove the example organisation, everything in it, and its people. True if it stood."""
    async with connection.transaction():
        gone = await connection.execute("delete from leaven.organisations where is_example")
        await connection.execute(
            "delete from auth.users where email = any(%s)", (list(PEOPLE.values()),)
        )
    return gone.rowcount > 0


class _Builder:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    async def build(self) -> None:
        self.org = await self._insert(
            "insert into leaven.organisations (name, is_example, languages)"
            " values (%s, true, '{en,de}') returning id",
            ORGANISATION,
        )
        self.people = {role: await self._person(role, mail) for role, mail in PEOPLE.items()}
        await self._places()
        self.themes = {title: await self._theme(title) for title in THEMES}
        for session in SESSIONS:
            await self._session(session)
        await self.connection.execute("select private.roll_up(%s)", (self.org,))

    async def _insert(self, sql: str, *values: object) -> UUID:
        row = await (await self.connection.execute(sql, values)).fetchone()
        assert row is not None  # noqa: S101 - every statement here returns its row
        return UUID(str(row[0]))

    async def _person(self, role: str, email: str) -> UUID:
        person = await self._insert(
            "insert into auth.users (id, email, aud, role)"
            " values (gen_random_uuid(), %s, 'authenticated', 'authenticated') returning id",
            email,
        )
        await self.connection.execute(
            "insert into leaven.memberships (org_id, person_id, role) values (%s, %s, %s)",
            (self.org, person, role),
        )
        return person

    async def _places(self) -> None:
        self.sites: dict[str, UUID] = {}
        self.areas: dict[str, UUID] = {}
        for site in SITES:
            self.sites[site.name] = await self._insert(
                "insert into leaven.sites (org_id, name, kind, danger_name, danger_contact)"
                " values (%s, %s, %s, %s, %s) returning id",
                *(self.org, site.name, site.kind, site.danger_name, site.danger_contact),
            )
            for area in site.areas:
                self.areas[area] = await self._insert(
                    "insert into leaven.areas (org_id, site_id, name)"
                    " values (%s, %s, %s) returning id",
                    *(self.org, self.sites[site.name], area),
                )
        self.shifts = {
            kind: await self._insert(
                "insert into leaven.shift_kinds (org_id, name) values (%s, %s) returning id",
                *(self.org, kind),
            )
            for kind in SHIFT_KINDS
        }

    async def _theme(self, title: str) -> UUID:
        return await self._insert(
            "insert into leaven.themes (org_id, title, title_by, keywords, is_example)"
            " values (%s, %s, 'person', %s, true) returning id",
            *(self.org, title, list(THEMES[title])),
        )

    async def _session(self, session: ExampleSession) -> None:
        opened = self.now - timedelta(weeks=session.weeks_ago or 0, days=2)
        week = self._released_week(session)
        soak = self.now + timedelta(hours=20) if session.phase == "soak" else None
        session_id = await self._insert(
            "insert into leaven.sessions (id, org_id, site_id, area_id, shift_kind_id, topic, use,"
            " phase, sponsor_role, promise_shown, soak_until, released_week, released_voices,"
            " is_example, opened_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, true, %s) returning id",
            *(uuid4(), self.org, self.sites[session.site], self.areas[session.area]),
            *(self.shifts[session.shift_kind], session.topic, session.use, session.phase),
            *(session.sponsor_role, session.phase != "prepare", soak, week),
            *(session.voices if week else None, opened),
        )
        for role in session.facilitators:
            await self.connection.execute(
                "insert into leaven.session_facilitators values (%s, %s)",
                (session_id, self.people[role]),
            )
        if session.phase in UNRELEASED:
            await self._table(session, session_id)
        for place, line in enumerate(_shuffled(session.lines)):
            await self._line(session, session_id, line, place)
        standing = STANDING.get(session.topic, ExampleStanding())
        for place, practice in enumerate(standing.practices):
            await self._practice(session_id, practice, place + 1)
        for words in standing.skills:
            await self.connection.execute(
                "insert into leaven.defences (id, session_id, words, state)"
                " values (gen_random_uuid(), %s, %s, 'skill')",
                (session_id, words),
            )

    async def _table(self, session: ExampleSession, session_id: UUID) -> None:
        await self.connection.execute(
            "insert into private.session_keys (session_id) values (%s)", (session_id,)
        )
        self.seats = [
            await self._insert(
                "insert into leaven.seats (session_id, claimed) values (%s, %s) returning id",
                *(session_id, bool(session.lines) and number < session.voices),
            )
            for number in range(6)
        ]

    async def _line(
        self, session: ExampleSession, session_id: UUID, line: ExampleLine, place: int
    ) -> None:
        week = self._released_week(session)
        line_id = await self._insert(
            "insert into leaven.observations (id, org_id, session_id, phase, words, state,"
            " released_week, is_example) values (%s, %s, %s, 'learn', %s, 'confirmed', %s, true)"
            " returning id",
            *(uuid4(), self.org, session_id, line.words, week),
        )
        if week is None:
            seat = self.seats[place % session.voices]
            await self.connection.execute(
                "insert into leaven.holds (observation_id, session_id, seat_tag)"
                " select %s, %s, private.seat_tag(s) from leaven.seats s where s.id = %s",
                (line_id, session_id, seat),
            )
        if line.theme and week:
            await self._linked(line_id, self.themes[line.theme], week)

    async def _practice(self, session_id: UUID, practice: ExamplePractice, number: int) -> None:
        step = await self._insert(
            "insert into leaven.steps (id, session_id, side, number, words)"
            " values (gen_random_uuid(), %s, 'imagined', %s, %s) returning id",
            *(session_id, number, practice.step),
        )
        await self.connection.execute(
            "insert into leaven.step_lines (step_id, observation_id)"
            " select %s, o.id from leaven.observations o where o.session_id = %s and o.words = %s",
            (step, session_id, practice.line),
        )
        await self.connection.execute(
            "insert into leaven.practices (id, org_id, session_id, name, protects, step_id)"
            " values (gen_random_uuid(), %s, %s, %s, %s, %s)",
            (self.org, session_id, practice.name, practice.protects, step),
        )

    def _released_week(self, session: ExampleSession) -> str | None:
        if session.weeks_ago is None:
            return None
        return _iso_week(self.now - timedelta(weeks=session.weeks_ago))

    async def _linked(self, line_id: UUID, theme_id: UUID, week: str) -> None:
        await self.connection.execute(
            "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
            " values (%s, %s, %s, 'linked', 'person')",
            (self.org, line_id, theme_id),
        )
        await self.connection.execute(
            "insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision,"
            " role, week) values (gen_random_uuid(), %s, %s, %s, 'linked', 'facilitator', %s)",
            (self.org, line_id, theme_id, week),
        )


def _shuffled(lines: tuple[ExampleLine, ...]) -> list[ExampleLine]:
    """No line's place in the table tells when it came."""
    return random.SystemRandom().sample(lines, len(lines))


def _iso_week(at: datetime) -> str:
    year, week, _ = at.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"
