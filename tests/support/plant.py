"""An organisation with two sites, people and released sessions, straight into the tables."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.support.database import as_role


class Plant:
    """Made by tests; `connection` is the owner's, autocommit."""

    def __init__(self, connection: psycopg.Connection, name: str = "Plant") -> None:
        self.connection = connection
        self.org = uuid4()
        self.sites = [uuid4(), uuid4(), uuid4()]
        run = connection.execute
        run("insert into leaven.organisations (id, name) values (%s, %s)", (self.org, name))
        for site, kind in zip(self.sites, ("mill", "depot", "mill"), strict=True):
            run(
                "insert into leaven.sites (id, org_id, name, kind) values (%s, %s, %s, %s)",
                (site, self.org, f"Site {kind}", kind),
            )
        self.facilitator = self.person("facilitator")
        self.colleague = self.person("facilitator")
        self.member = self.person("member")

    def person(self, role: str) -> UUID:
        person = uuid4()
        self.connection.execute(
            "insert into auth.users (id, email) values (%s, %s)", (person, f"{person}@plant.test")
        )
        self.connection.execute(
            "insert into leaven.memberships values (%s, %s, %s)", (self.org, person, role)
        )
        return person

    def session(
        self,
        lines: Sequence[str] = (),
        *,
        week: str | None = "2026-W20",
        site: int = 0,
        guided_by: UUID | None = None,
    ) -> list[UUID]:
        """A session with its confirmed lines, released in `week` or not yet."""
        session = uuid4()
        self.connection.execute(
            "insert into leaven.sessions"
            " (id, org_id, site_id, topic, use, phase, promise_shown, released_week)"
            " values (%s, %s, %s, 'A topic', 'work', 'soak', true, %s)",
            (session, self.org, self.sites[site], week),
        )
        if guided_by:
            self.connection.execute(
                "insert into leaven.session_facilitators values (%s, %s)", (session, guided_by)
            )
        return [self.line(session, words, week) for words in lines]

    def line(self, session: UUID, words: str, week: str | None) -> UUID:
        line = uuid4()
        self.connection.execute(
            "insert into leaven.observations"
            " (id, org_id, session_id, phase, words, state, released_week)"
            " values (%s, %s, %s, 'learn', %s, 'confirmed', %s)",
            (line, self.org, session, words, week),
        )
        return line

    def theme(self, title: str, lines: Sequence[UUID]) -> UUID:
        """A theme that a person made of these lines."""
        theme = uuid4()
        self.connection.execute(
            "insert into leaven.themes (id, org_id, title, title_by) values (%s, %s, %s, 'person')",
            (theme, self.org, title),
        )
        with self.acting(self.facilitator):
            for line in lines:
                self.call("decide_link", uuid4(), line, theme, "linked")
        return theme

    def through(self, connection: psycopg.Connection) -> "Plant":
        """The same organisation over another connection, for two people at once."""
        other = copy(self)
        other.connection = connection
        return other

    @contextmanager
    def acting(self, person: UUID) -> Iterator[None]:
        with as_role(self.connection, "authenticated", {"sub": str(person)}):
            yield

    def call(self, function: str, *given: object) -> dict[str, Any]:
        """Call a function of the API, as whoever acts."""
        marks = ", ".join(["%s"] * len(given))
        wrapped = [Jsonb(each) if isinstance(each, dict) else each for each in given]
        row = self.connection.execute(f"select public.{function}({marks})", wrapped).fetchone()
        assert row is not None
        answer = row[0]
        return answer if isinstance(answer, dict) else dict(json.loads(answer))

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, given).fetchall()

    def suggested(self, line: UUID) -> list[tuple[UUID, str, str]]:
        """Theme, state and source of each link of a line, the most certain first."""
        return self.rows(
            "select theme_id, state, source from leaven.links where observation_id = %s"
            " order by p desc nulls last",
            line,
        )

    def linked(self, theme: UUID) -> set[UUID]:
        found = self.rows(
            "select observation_id from leaven.links where theme_id = %s and state = 'linked'",
            theme,
        )
        return {row[0] for row in found}
