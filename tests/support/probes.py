"""Calls any function of the API with arguments that fit by name: ours, as if they had leaked."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.support.crew import Crew

REFUSED_BY_GRANT = "42501"


@dataclass
class Pool:
    """Ids of one organisation that somebody outside may have come to know."""

    crew: Crew
    line: UUID
    released: UUID
    theme: UUID
    area: UUID
    action: UUID

    @classmethod
    def fill(cls, crew: Crew) -> "Pool":
        released = crew.released(3)[0]
        line = crew.line(crew.soaked(3)[0])
        theme, area, action = uuid4(), uuid4(), uuid4()
        crew.do(
            "insert into leaven.themes (id, org_id, title) values (%s, %s, 't')", theme, crew.org
        )
        crew.do(
            "insert into leaven.areas (id, org_id, site_id, name) values (%s, %s, %s, 'Infeed')",
            *(area, crew.org, crew.site),
        )
        with crew.owner.transaction():
            crew.do("set local session_replication_role = replica")
            crew.do(
                "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role,"
                " due, state) values (%s, %s, %s, 'c', 's', 'o', '2026-12-01', 'proposed')",
                *(action, crew.org, crew.session),
            )
        return cls(crew, line, released, theme, area, action)

    def value(self, name: str, kind: str) -> Any:
        known = {
            "org": self.crew.org,
            "session": self.crew.session,
            "site": self.crew.site,
            "area": self.area,
            "line": self.line,
            "theme": self.theme,
            "about": self.theme,
            "action": self.action,
            "person": self.crew.people["member"],
            "place": self.area,
            "secret": "s" * 32,
            "n": 0,
            "role": "member",
            "details": {},
        }
        by_kind: dict[str, Any] = {
            "uuid": uuid4(),
            "integer": 1,
            "boolean": True,
            "jsonb": {},
            "uuid[]": [uuid4()],
            "text[]": ["member"],
        }
        return known.get(name, by_kind.get(kind, "x"))


def arguments(crew: Crew, name: str) -> list[tuple[str, str]]:
    """Name and type of each argument that has no default."""
    found = crew.one(
        "select pg_get_function_arguments(oid) from pg_proc where proname = %s"
        " and pronamespace = 'public'::regnamespace",
        name,
    )
    each = re.split(r", (?=\w+ )", found) if found else []
    return [(a.split()[0], " ".join(a.split()[1:])) for a in each if " DEFAULT " not in a]


def outcome(crew: Crew, who: str, name: str, given: dict[str, Any]) -> str:
    """`answered`, `nothing`, or the refusal's code; nothing of it stays."""
    answer: dict[str, Any] | None = None
    try:
        with crew.owner.transaction(force_rollback=True):
            answer = crew.call(who, name, **given)
    except psycopg.Error as error:
        return error.diag.message_hint or error.sqlstate or "?"
    if answer and answer.get("ok") is False:
        return str(answer.get("code", "answered"))
    told = [value for key, value in (answer or {}).items() if value not in (None, [], {}, 0, False)]
    return "answered" if told else "nothing"
