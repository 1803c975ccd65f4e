"""The linker's rows in Postgres: vectors with their encoder, what a line may be compared with.

Works as the database's owner, from jobs. Lines of other teams are read only once released.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from services.linking.candidates import Field, Rows, centres_of
from services.linking.encoder import Encoder, Vectors
from services.linking.index import Centre

EXACT_UP_TO = 1_000
"""Up to here all lines of an organisation are compared in memory; above, the index picks."""
PICKED, PICKED_LINKED, ENOUGH_LINKED = 60, 40, 12
INDEXED_DIMENSION = 384
BATCH = 100

KNOW_ENCODER = """
insert into leaven.encoders (digest, id, dimension) values (%s, %s, %s)
on conflict (digest) do nothing
"""
KEEP_VECTOR = """
insert into leaven.vectors
  (digest, dimension, observation_id, org_id, session_id, released, linked, vector)
select %(digest)s, %(dimension)s, o.id, o.org_id, o.session_id, o.released_week is not null,
       exists (select from leaven.links l where l.observation_id = o.id and l.state = 'linked'),
       %(vector)s::extensions.halfvec
  from leaven.observations o
 where o.id = %(id)s and o.state = 'confirmed' and o.words = %(words)s
on conflict (digest, observation_id) do nothing
"""
UNREAD = """
select o.id, o.words, coalesce(e.english, o.words) from leaven.observations o
  left join leaven.line_english e on e.observation_id = o.id
 where o.org_id = %(org)s and o.state = 'confirmed'
   and not exists (select from leaven.vectors v
                    where v.observation_id = o.id and v.digest = %(digest)s)
 order by o.id limit %(most)s
"""
COUNT = """
select count(*) from (select from leaven.vectors
  where org_id = %(org)s and digest = %(digest)s limit %(enough)s) counted
"""
_MINE = """
 v.org_id = %(org)s and v.digest = %(digest)s and (v.released or v.session_id = %(session)s)
"""
_WITH_PLACES = """
select v.observation_id, o.words, o.session_id, s.site_id, l.theme_id,
       extensions.halfvec_send(v.vector)
  from picked v
  join leaven.observations o on o.id = v.observation_id
  join leaven.sessions s on s.id = o.session_id
  left join lateral (
    select l.theme_id from leaven.links l join leaven.themes t on t.id = l.theme_id
     where l.observation_id = o.id and l.state = 'linked' and t.merged_into is null
     order by l.source desc, l.theme_id limit 1) l on true
 where o.state = 'confirmed'
"""
ALL_ROWS = f"""
with picked as (select * from leaven.vectors v where {_MINE}) {_WITH_PLACES}
 order by v.observation_id
"""  # noqa: S608 - constants of this module
OPEN_ROWS = f"""
with picked as (select * from leaven.vectors v where {_MINE} and v.released) {_WITH_PLACES}
 order by v.observation_id desc limit %(most)s
"""  # noqa: S608 - constants of this module
_NEAREST = f"""
select * from leaven.vectors v where {_MINE} and v.dimension = {INDEXED_DIMENSION}
"""  # noqa: S608 - constants of this module
_BY_LIKENESS = f"""
order by v.vector::extensions.halfvec({INDEXED_DIMENSION})
         operator(extensions.<=>) %(near)s::extensions.halfvec({INDEXED_DIMENSION})
"""
# the nearest are picked before anything is joined to them: a join first would read every line;
# those with a theme apart, or a line said a hundred times would leave no theme to compare with.
# That is half of the work, and asked only where few of the nearest have one
NEAREST_ROWS = f"""
with nearest as materialized ({_NEAREST} {_BY_LIKENESS} limit {PICKED}),
     in_themes as materialized (
       {_NEAREST} and v.linked and (select count(*) from nearest where linked) < {ENOUGH_LINKED}
       {_BY_LIKENESS} limit {PICKED_LINKED}),
     picked as (select distinct on (observation_id) *
                  from (table nearest union all table in_themes) found)
{_WITH_PLACES}
"""  # noqa: S608 - constants of this module
# Without iterative_scan a filter leaves one row of ten: the index stops before it has found
# enough. A small organisation among many is read whole instead: the planner knows which is less.
SEARCH_ON = """
set local hnsw.iterative_scan = 'relaxed_order'; set local hnsw.ef_search = 100
"""


@dataclass(frozen=True)
class Lines:
    """Lines with their raw vectors, in one order, and where they come from."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    sessions: tuple[str, ...]
    sites: tuple[str, ...]
    themes: tuple[str | None, ...]
    vectors: Vectors
    """(n, dimension) as encoded."""

    def without(self, line: str) -> "Lines":
        keep = [at for at, each in enumerate(self.ids) if each != line]
        return self.only(keep)

    def only(self, keep: Sequence[int]) -> "Lines":
        return Lines(
            tuple(self.ids[at] for at in keep),
            tuple(self.texts[at] for at in keep),
            tuple(self.sessions[at] for at in keep),
            tuple(self.sites[at] for at in keep),
            tuple(self.themes[at] for at in keep),
            self.vectors[list(keep)],
        )

    def field(self, centre: Centre) -> Field:
        """These lines as candidates of one new line."""
        themes = sorted({theme for theme in self.themes if theme})
        place = {theme: at for at, theme in enumerate(themes)}
        rows: Rows = np.array([place[t] if t else -1 for t in self.themes], dtype=np.intp)
        vectors = centre.apply(self.vectors)
        return Field(
            self.ids, self.texts, vectors, rows, themes, centres_of(vectors, rows, len(themes))
        )


async def read_lines(connection: AsyncConnection, encoder: Encoder, org: str, most: int) -> int:
    """Encode up to `most` lines that this encoder has not read; how many it was.

    Every batch is kept as it is done, so that an interrupted run goes on where it stood.
    """
    await connection.execute(KNOW_ENCODER, (encoder.digest, encoder.id, encoder.dimension))
    given = {"org": org, "digest": encoder.digest, "most": min(most, BATCH)}
    rows = await (await connection.execute(UNREAD, given)).fetchall()
    vectors = await asyncio.to_thread(encoder.encode, [read_as for *_, read_as in rows])
    async with connection.transaction():
        for (line, words, _), vector in zip(rows, vectors, strict=True):
            await connection.execute(
                KEEP_VECTOR,
                {
                    "digest": encoder.digest,
                    "dimension": encoder.dimension,
                    "id": line,
                    "words": words,
                    "vector": as_text(vector),
                },
            )
    return len(rows)


async def comparable(
    connection: AsyncConnection, encoder: Encoder, org: str, session: str, near: Vectors
) -> Lines:
    """Released lines of the organisation and all of the session: every one, or the nearest."""
    given: dict[str, Any] = {"org": org, "session": session, "digest": encoder.digest}
    counted = await connection.execute(COUNT, given | {"enough": EXACT_UP_TO + 1})
    row = await counted.fetchone()
    small = row is None or row[0] <= EXACT_UP_TO or encoder.dimension != INDEXED_DIMENSION
    async with connection.transaction():
        if small:
            found = await connection.execute(ALL_ROWS.encode(), given)
        else:
            await connection.execute(SEARCH_ON)
            near_text = {"near": as_text(near)}
            found = await connection.execute(NEAREST_ROWS.encode(), given | near_text)
        rows = await found.fetchall()
    return lines_of(rows, encoder.dimension)


def lines_of(rows: Sequence[tuple[Any, ...]], dimension: int) -> Lines:
    """Rows of the queries above as arrays."""
    vectors = np.zeros((len(rows), dimension), dtype=np.float32)
    for at, row in enumerate(rows):
        vectors[at] = from_bytes(row[5])
    texts = [tuple(str(row[column]) for row in rows) for column in (0, 1, 2, 3)]
    themes = tuple(None if row[4] is None else str(row[4]) for row in rows)
    return Lines(texts[0], texts[1], texts[2], texts[3], themes, vectors)


def as_text(vector: Vectors) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.5g}" for value in vector) + "]"


def from_bytes(sent: bytes) -> Vectors:
    """A vector as `halfvec_send` writes it: two short integers, then big-endian halves."""
    return np.frombuffer(sent, dtype=">f2", offset=4).astype(np.float32)
