"""Shared memory and export at 100,000 lines and 2,000 themes: p95 of the pages, memory of a file.

Run: `python bench/memory.py [lines] [themes]`. It starts a Postgres of its own and leaves nothing.
"""

import asyncio
import resource
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Project
from services.backend.receipts import receipts_of
from services.backend.sign_in import SignIn
from services.backend.visitor import Visitor, Visitors
from services.embedded.project import start_project
from services.example.build import build_example
from services.example.content import PEOPLE
from services.export.written import Row, as_csv, as_json, as_markdown
from services.live import Live
from services.print.record import as_zip, volumes_of
from views.memory.state import MemoryShelf

Write = Callable[[AsyncIterator[Row]], AsyncIterator[str]]
FILL = """
with org as (select id from leaven.organisations limit 1),
places as (select array_agg(id) as ids from leaven.sites),
made as (
  insert into leaven.sessions (id, org_id, site_id, topic, use, phase, promise_shown, released_week,
                               released_voices)
  select gen_random_uuid(), org.id, places.ids[1 + n % 3], 'Topic ' || n, 'work', 'closed', true,
         to_char(date '2024-11-04' + 7 * (n % 100), 'IYYY-"W"IW'), 5 + n % 3
    from org, places, generate_series(1, %(lines)s / 10) n returning id, org_id, released_week)
insert into leaven.observations (id, org_id, session_id, phase, words, state, released_week)
select gen_random_uuid(), made.org_id, made.id, 'learn',
       'We warm the ' || (array['belt', 'lift', 'scanner', 'valve', 'pump'])[1 + l %% 5]
       || ' by hand before the first layer, or it drops corner ' || (random() * 1000)::int,
       'confirmed', made.released_week
  from made, generate_series(1, 10) l
"""
THEMES = """
insert into leaven.themes (org_id, title, title_by)
select id, 'Theme number ' || n, 'person'
  from leaven.organisations, generate_series(1, %(themes)s) n
"""
LINKS = """
with t as (select array_agg(id) as ids from leaven.themes)
insert into leaven.links (org_id, observation_id, theme_id, state, source)
select o.org_id, o.id, t.ids[1 + (('x' || substr(md5(o.session_id::text), 1, 7))::bit(28)::int
       %% array_length(t.ids, 1))], 'linked', 'person'
  from leaven.observations o, t on conflict do nothing
"""
ASSUMPTIONS = """
insert into leaven.assumptions (id, org_id, session_id, kind)
select gen_random_uuid(), s.org_id, s.id,
       (array['staffing', 'no_interruption', 'equipment', 'time', 'clarity'])[1 + h %% 5]
  from (select s.*, ('x' || substr(md5(s.id::text), 1, 7))::bit(28)::int as h
          from leaven.sessions s) s where s.topic like 'Topic %%' and h %% 4 > 0
"""
STEPS = """
insert into leaven.steps (id, session_id, side, number, words)
select gen_random_uuid(), s.id, 'imagined', 1, 'Start it from the panel, then wait for the lamp.'
  from leaven.sessions s where s.topic like 'Topic %%'
"""
PINNED = """
with numbered as (select o.id, o.session_id, row_number() over (partition by o.session_id) as n
                from leaven.observations o),
tied as (insert into leaven.assumption_lines
  select a.id, l.id from leaven.assumptions a
    join numbered l on l.session_id = a.session_id and l.n < 3 on conflict do nothing)
insert into leaven.step_lines
select st.id, l.id from leaven.steps st join numbered l on l.session_id = st.session_id and l.n < 4
on conflict do nothing
"""


def fill(dsn: str, lines: int, themes: int) -> float:
    """Seconds for the nightly roll-up over everything that was put in."""
    with psycopg.connect(dsn, autocommit=True) as database:
        for table in ("observations", "links", "sessions"):
            database.execute(f"alter table leaven.{table} disable trigger user")
        for statement in (FILL.replace("n % ", "n %% "), THEMES, LINKS, ASSUMPTIONS, STEPS, PINNED):
            database.execute(statement, {"lines": lines, "themes": themes})
        for table in ("observations", "links", "sessions"):
            database.execute(f"alter table leaven.{table} enable trigger user")
        database.execute("vacuum analyze")
        began = time.perf_counter()
        database.execute("select private.roll_up_all()")
        database.execute("select private.remember_all(current_date)")
        return time.perf_counter() - began


async def visitor_of(project: Project, live: Live, codes: dict[str, str], role: str) -> Visitor:
    sign_in, sessions = SignIn(project), BrowserSessions(project)
    await sign_in.send_code(PEOPLE[role])
    for _ in range(500):  # the code is sent beside the answer
        if PEOPLE[role] in codes:
            break
        await asyncio.sleep(0.02)
    tokens = await sign_in.verify(PEOPLE[role], codes[PEOPLE[role]])
    cookie = await sessions.land(await sessions.begin(tokens))
    visitors = Visitors(project, live, receipts_of(project), "http://bench")
    return await visitors.with_cookies(cookie, None)


async def measure(name: str, call: Callable[[], Awaitable[object]], times: int = 20) -> None:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    p95 = taken[int(len(taken) * 0.95) - 1]
    print(f"{name:<36} median {statistics.median(taken):7.1f} ms   p95 {p95:7.1f} ms")


async def bench(folder: Path, lines: int, themes: int) -> None:
    codes: dict[str, str] = {}

    async def keep(email: str, code: str) -> None:
        codes[email] = code

    async with start_project(folder, keep) as embedded:
        async with await psycopg.AsyncConnection.connect(embedded.dsn, autocommit=True) as database:
            await build_example(database, datetime.now(UTC))  # noqa: TID251
        night = await asyncio.to_thread(fill, embedded.dsn, lines, themes)
        print(f"{lines} lines, {themes} themes; the night takes {night:.1f} s")
        keys = embedded.publishable_key, embedded.secret_key
        project = Project(embedded.url, *keys, embedded.http)
        async with Live(None) as live:
            leader = await visitor_of(project, live, codes, "member")
            administrator = await visitor_of(project, live, codes, "administrator")
            await pages(leader)
            await exports(administrator)
            await beside_the_printer(leader, administrator)


async def pages(leader: Visitor) -> None:
    org = (await leader.organisations.me()).organisations[0].id
    memory = leader.loop.memory
    theme = (await memory.themes(org))[0].id
    await measure("leader's page: all that it asks for", lambda: MemoryShelf().load(leader))
    await measure("leader's page: themes", lambda: memory.themes(org))
    await measure("leader's page: facts", lambda: memory.facts(org))
    await measure("what keeps coming back", lambda: memory.themes(org, slow=True))
    await measure("the thirtieth page", lambda: memory.themes(org, page=29))
    await measure("themes by words (rare)", lambda: memory.themes(org, search="corner 777"))
    await measure("one theme with its lines", lambda: memory.theme(theme))
    await measure("by assumption", lambda: memory.by_assumption(org, "staffing"))
    await measure("search in own words", lambda: memory.search(org, "who warms the valve by hand"))
    await measure("lines without an answer", lambda: leader.loop.decisions.unanswered(org))


async def exports(administrator: Visitor) -> None:
    org = (await administrator.organisations.me()).organisations[0].id
    loop = administrator.loop

    async def texts(write: Write) -> AsyncIterator[bytes]:
        async for piece in write(loop.exports.rows(org)):
            yield piece.encode()

    for name, pieces in (
        ("JSON", texts(as_json)),
        ("CSV", texts(as_csv)),
        ("Markdown", texts(as_markdown)),
        ("PDF", as_zip(volumes_of(loop.exports, org, administrator.photos))),
    ):
        before, began, size = _peak(), time.perf_counter(), 0
        async for piece in pieces:
            size += len(piece)
        seconds = time.perf_counter() - began
        grown = _peak() - before
        print(
            f"export {name:<9} {size / 1e6:6.1f} MB in {seconds:5.1f} s, peak grew {grown:.0f} MB"
        )


async def beside_the_printer(leader: Visitor, administrator: Visitor) -> None:
    """What a leader waits for while an administrator has everything printed."""
    org = (await administrator.organisations.me()).organisations[0].id

    async def print_all() -> None:
        async for _ in as_zip(volumes_of(administrator.loop.exports, org, administrator.photos)):
            pass

    printing = asyncio.create_task(print_all())
    await measure("leader's page while PDF is made", lambda: MemoryShelf().load(leader))
    printing.cancel()
    with suppress(asyncio.CancelledError):
        await printing


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(lines: int = 100_000, themes: int = 2_000) -> None:
    """Measure on a fresh database and print; a minute or two."""
    with TemporaryDirectory(prefix="leaven-bench-") as temporary:
        asyncio.run(bench(Path(temporary), lines, themes))


if __name__ == "__main__":
    try:
        figures(*[int(each) for each in sys.argv[1:]])
    except KeyboardInterrupt:  # the database and its folder are gone by now
        sys.exit(130)
