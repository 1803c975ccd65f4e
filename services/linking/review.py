"""Looks through an organisation when it is quiet: proposals, weak signals, lines not read yet."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from services.database.pool import Pool
from services.linking.cluster import MOST, is_new, merges, proposals, split
from services.linking.encoder import Encoder
from services.linking.index import centre_of
from services.linking.signals import RARE, breadth, enough_to_tell, new_site, rise
from services.linking.store import BATCH, OPEN_ROWS, Lines, lines_of, read_lines
from services.linking.titles import keywords, quote, title_row

OPEN_AT_MOST = 20
"""More questions than this at once would not be read."""

PROPOSE = """
insert into leaven.theme_proposals
  (org_id, kind, subject, theme_ids, line_ids, title, keywords, alike)
select %(org)s, %(kind)s, %(subject)s, %(themes)s::uuid[], %(lines)s::uuid[], %(title)s,
       %(keywords)s::text[], %(alike)s
 where (select count(*) from leaven.theme_proposals
         where org_id = %(org)s and state = 'open') < %(most)s
on conflict (org_id, kind, subject) do nothing
"""
DECLINED = """
select line_ids::text[] from leaven.theme_proposals
 where org_id = %s and kind = 'new' and state = 'declined'
"""
FORGET_OPEN = "delete from leaven.theme_proposals where org_id = %s and state = 'open'"
# weeks and sites of sessions, and the themes that their released lines are linked to
SESSIONS = """
select s.released_week, s.site_id::text,
       coalesce(array_agg(distinct l.theme_id::text) filter (where t.id is not null), '{}')
  from leaven.sessions s
  left join leaven.observations o on o.session_id = s.id and o.released_week is not null
  left join leaven.links l on l.observation_id = o.id and l.state = 'linked'
  left join leaven.themes t on t.id = l.theme_id and t.merged_into is null
 where s.org_id = %s and s.released_week is not null
 group by s.id, s.released_week, s.site_id
"""
FORGET_SIGNALS = "delete from leaven.theme_signals where org_id = %s"
SIGNAL = """
insert into leaven.theme_signals (org_id, theme_id, kind, p, seen, week)
values (%s, %s, %s, %s, %s, private.iso_week())
"""
WEEKS_BACK = """
select to_char(w, 'IYYY"-W"IW') from generate_series(
  (select min(to_date(released_week, 'IYYY"-W"IW')) from leaven.sessions where org_id = %s),
  now(), interval '7 days') w order by w
"""


@dataclass(frozen=True)
class Proposal:
    """A question for a facilitator. `subject` is the same whenever the question is."""

    kind: str
    themes: tuple[str, ...]
    lines: tuple[str, ...]
    title: str
    keywords: tuple[str, ...]
    alike: float

    @property
    def subject(self) -> str:
        asked = [self.kind, *sorted(self.themes), *sorted(self.lines)]
        return hashlib.sha256(" ".join(asked).encode()).hexdigest()


async def read_all(
    pool: Pool, encoder: Encoder, org: str, go_on: Callable[[], bool] = lambda: True
) -> int:
    """Read what this encoder has not read, batch by batch; stop and come back as you like."""
    done = 0
    while go_on():
        async with pool.connection() as connection:
            count = await read_lines(connection, encoder, org, BATCH)
        done += count
        if count < BATCH:
            break
    return done


async def review(pool: Pool, encoder: Encoder, org: str) -> int:
    """Ask anew what the released lines ask for now; how many questions were found."""
    async with pool.connection() as connection:
        # only released lines: a proposal is seen by every facilitator of the organisation
        given = {"org": org, "digest": encoder.digest, "session": None, "most": MOST}
        rows = await (await connection.execute(OPEN_ROWS.encode(), given)).fetchall()
    found = await asyncio.to_thread(questions, lines_of(rows, encoder.dimension))
    async with pool.connection() as connection, connection.transaction():
        declined = [row[0] for row in await _all(connection, DECLINED, org)]
        asked = [each for each in found if each.kind != "new" or is_new(each.lines, declined)]
        await connection.execute(FORGET_OPEN, (org,))
        for each in asked:
            await connection.execute(PROPOSE, _given(org, each))
    return len(asked)


def _given(org: str, asked: Proposal) -> dict[str, Any]:
    return {
        "org": org,
        "kind": asked.kind,
        "subject": asked.subject,
        "themes": list(asked.themes),
        "lines": list(asked.lines),
        "title": asked.title,
        "keywords": list(asked.keywords),
        "alike": asked.alike,
        "most": OPEN_AT_MOST,
    }


def questions(lines: Lines) -> list[Proposal]:
    """New themes, merges and splits, in that order. Independent of the order of the lines."""
    lines = lines.only(sorted(range(len(lines.ids)), key=lambda at: lines.ids[at]))
    field = lines.field(centre_of(lines.vectors))
    pool = lines.only([at for at, theme in enumerate(lines.themes) if theme is None])
    found = []
    for grown in proposals(field.vectors[field.theme < 0], pool.sessions):
        own = pool.only(grown.rows)
        found.append(_new(own, lines, grown.cohesion))
    for pair in merges(field.vectors, field.theme, len(field.themes)):
        both = (field.themes[pair.one], field.themes[pair.other])
        found.append(Proposal("merge", both, (), "", (), pair.alike))
    for at, theme in enumerate(field.themes):
        rows = np.flatnonzero(field.theme == at)
        sides = split(field.vectors[rows])
        if sides is not None:
            away = lines.only([int(rows[row]) for row in sides[1]])
            title = quote(away.texts[title_row(away.texts, away.vectors)])
            found.append(Proposal("split", (theme,), away.ids, title, (), 0.0))
    return found


def _new(own: Lines, everything: Lines, cohesion: float) -> Proposal:
    title = quote(own.texts[title_row(own.texts, own.vectors)])
    chips = keywords(own.texts, own.sessions, everything.texts)
    return Proposal("new", (), own.ids, title, chips, cohesion)


async def watch(pool: Pool, org: str) -> int:
    """Work out the organisation's weak signals anew; how many there are."""
    async with pool.connection() as connection, connection.transaction():
        weeks = [row[0] for row in await _all(connection, WEEKS_BACK, org)]
        sessions = await _all(connection, SESSIONS, org)
        await connection.execute(FORGET_SIGNALS, (org,))
        found = list(signals(weeks, sessions))
        for theme, kind, p, seen in found:
            await connection.execute(SIGNAL, (org, theme, kind, p, Jsonb(seen)))
    return len(found)


async def _all(connection: AsyncConnection, query: str, org: str) -> list[tuple[Any, ...]]:
    return await (await connection.execute(query.encode(), (org,))).fetchall()


Signal = tuple[str, str, float, dict[str, int]]


def signals(
    weeks: Sequence[str], sessions: Sequence[tuple[str, str, Sequence[str]]]
) -> Iterator[Signal]:
    """(theme, kind, p, counts) from sessions as (ISO week, site, themes); weeks oldest first."""
    place = {week: at for at, week in enumerate(weeks)}
    held = [0] * len(weeks)
    at_site: dict[str, int] = {}
    heard: dict[str, list[list[str]]] = {}
    for week, site, themes in sessions:
        held[place[week]] += 1
        at_site[site] = at_site.get(site, 0) + 1
        for theme in themes:
            heard.setdefault(theme, [[] for _ in weeks])[place[week]].append(site)
    for theme, by_week in sorted(heard.items()):
        yield from _of_theme(theme, by_week, held, list(at_site.values()))


def _of_theme(
    theme: str, by_week: Sequence[Sequence[str]], held: Sequence[int], exposure: Sequence[int]
) -> Iterator[Signal]:
    mentions = [len(sites) for sites in by_week]
    if not enough_to_tell(mentions):
        return
    seen = {"sessions": sum(mentions), "weeks": len(mentions)}
    rising = rise(mentions, held)
    if rising.alarm:
        yield theme, "rise", rising.p, {**seen, "recent": rising.recent}
    sites = [site for week in by_week for site in week]
    wide = breadth(sites, exposure)
    if wide.p < RARE:
        yield theme, "breadth", wide.p, {**seen, "sites": wide.sites}
    if new_site(by_week) is not None:
        yield theme, "new_site", 1.0, {**seen, "sites": wide.sites}
