"""Places one line: reads it, compares it, links or offers, and writes down why.

What a person decided is never touched: their links stay, what they refused is not offered again.
"""

import asyncio
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

import numpy as np
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from services.database.pool import Pool
from services.linking.candidates import Candidate, Field, Judge, Query, Ranking, rank
from services.linking.decisions import Logged, calibrate, record
from services.linking.encoder import Encoder, Vectors
from services.linking.explain import answers, elsewhere, sentence, shared_words, shares
from services.linking.index import Centre, centre_of
from services.linking.lexical import Letters
from services.linking.score import Calibration, Features, record_at
from services.linking.store import BATCH, Lines, comparable, read_lines

READ_FIRST = 5 * BATCH
"""So many lines that no encoder has read are read at once; more are left to the re-encoding job."""
LETTERS_FROM = 3000
LOG = 2000
"""The newest decisions that calibration and record look at."""

FIND_LINE = """
select o.org_id::text, o.session_id::text, o.words, s.site_id::text, coalesce(e.english, o.words)
  from leaven.observations o join leaven.sessions s on s.id = o.session_id
  left join leaven.line_english e on e.observation_id = o.id
 where o.id = %s and o.state = 'confirmed'
"""
DECIDED = """
select coalesce(bool_or(state = 'linked'), false),
       coalesce(array_agg(theme_id::text) filter (where source = 'person'), '{}')
  from leaven.links where observation_id = %s
"""
REFUSED = """
select theme_id::text from (
  select distinct on (theme_id) theme_id, decision from leaven.link_decisions
   where observation_id = %(id)s and role <> 'machine' order by theme_id, number desc) d
 where d.decision <> 'linked'
union
select case when observation_id = %(id)s then other_id else observation_id end::text
  from leaven.twins where %(id)s in (observation_id, other_id) and state = 'rejected'
"""
RECENT_LOG = """
select observation_id::text, theme_id::text, decision, role, p, features from (
  select * from leaven.link_decisions where org_id = %s order by number desc limit %s) d
 order by number
"""
FORGET = """
delete from leaven.links where observation_id = %s and state = 'suggested' and source = 'machine'
"""
FORGET_TWINS = "delete from leaven.twins where observation_id = %s and state = 'suggested'"
PUT = """
insert into leaven.links (org_id, observation_id, theme_id, state, source, p, reasons, encoder)
values (%(org)s, %(id)s, %(theme)s, %(state)s, 'machine', %(p)s, %(reasons)s, %(encoder)s)
on conflict (observation_id, theme_id) do nothing
"""
LOG_LINK = """
insert into leaven.link_decisions
  (id, org_id, observation_id, theme_id, decision, role, p, features, encoder, week)
values (%(event)s, %(org)s, %(id)s, %(theme)s, 'linked', 'machine', %(p)s, %(features)s,
        %(encoder)s, private.iso_week())
"""
PUT_TWIN = """
insert into leaven.twins (org_id, observation_id, other_id, state, p, reasons)
values (%(org)s, %(id)s, %(other)s, 'suggested', %(p)s, %(reasons)s)
on conflict (observation_id, other_id) do nothing
"""


@dataclass(frozen=True)
class _Line:
    id: str
    org: str
    session: str
    words: str
    site: str
    read_as: str
    """The words, or the same in English where the organisation lets lines be compared so."""


@dataclass(frozen=True)
class _Known:
    """All that is needed to place a line without the database."""

    line: _Line
    lines: Lines
    refused: frozenset[str]
    log: tuple[Logged, ...]


async def place_line(pool: Pool, encoder: Encoder, line_id: str) -> None:
    """Link or offer one confirmed line. Idempotent; gone or already placed lines are left."""
    async with pool.connection() as connection:
        line = await _find(connection, line_id)
        if line is None:
            return
        placed, _ = await _one(connection, DECIDED, (line_id,))
        for _ in range(READ_FIRST // BATCH):
            if await read_lines(connection, encoder, line.org, BATCH) < BATCH:
                break
        if placed:
            return
        known = await _known(connection, encoder, line)
    found = await asyncio.to_thread(_ranked, known, encoder)
    async with pool.connection() as connection, connection.transaction():
        await _write(connection, known, encoder, *found)


async def _find(connection: AsyncConnection, line_id: str) -> _Line | None:
    row = await (await connection.execute(FIND_LINE, (line_id,))).fetchone()
    return None if row is None else _Line(line_id, *map(str, row))


async def _known(connection: AsyncConnection, encoder: Encoder, line: _Line) -> _Known:
    near = (await asyncio.to_thread(encoder.encode, [line.read_as]))[0]
    lines = await comparable(connection, encoder, line.org, line.session, near)
    refused = await (await connection.execute(REFUSED, {"id": line.id})).fetchall()
    log = await (await connection.execute(RECENT_LOG, (line.org, LOG))).fetchall()
    return _Known(
        line,
        lines.without(line.id),
        frozenset(str(row[0]) for row in refused),
        tuple(_logged(row) for row in log),
    )


async def _one(connection: AsyncConnection, query: str, given: tuple[object, ...]) -> Any:
    return await (await connection.execute(query.encode(), given)).fetchone()


def _logged(row: tuple[Any, ...]) -> Logged:
    features = row[5] or {}
    whole = {"cent", "margin", "char"} <= features.keys()
    return Logged(
        line=row[0],
        theme=row[1],
        decision=row[2],
        role=row[3],
        p=row[4],
        features=Features(*(float(features[k]) for k in ("cent", "margin", "char")))
        if whole
        else None,
    )


Reasons = dict[str, Any]


def _ranked(known: _Known, encoder: Encoder) -> tuple[Ranking, list[tuple[Candidate, Reasons]]]:
    """Pure: the ranking, and each suggestion with its reasons."""
    raw = encoder.encode([known.line.read_as])
    everything = np.concatenate([known.lines.vectors, raw])
    centre = centre_of(everything)
    field = known.lines.field(centre)
    query = Query(known.line.read_as, centre.apply(raw)[0])
    calibration: Calibration = calibrate(known.log)[0]
    judge = Judge(Letters(field.texts[-LETTERS_FROM:]), calibration=calibration)
    ranking = rank(query, field, judge, known.refused)
    why = _Why(known, encoder, centre, field, query)
    return ranking, [(candidate, why.of(candidate)) for candidate in ranking.suggestions]


@dataclass(frozen=True)
class _Why:
    known: _Known
    encoder: Encoder
    centre: Centre
    field: Field
    query: Query

    def of(self, candidate: Candidate) -> Reasons:
        """What a person sees of one suggestion; ids and spans, no copies of other lines."""
        rows = self._rows(candidate)
        alike = self.field.vectors @ self.query.vector
        closest = sorted(rows, key=lambda row: -float(alike[row]))[:3]
        others = [self.field.texts[row] for row in closest]
        words = self.known.line.words
        told = shares(words, self.encoder, self.centre, self._target(candidate))
        sites = [self.known.lines.sites[row] for row in rows]
        far = elsewhere(alike[rows], sites, self.known.line.site)
        kept = record_at(candidate.p, *record(self.known.log))
        return {
            "why": sentence(words, others, kept),
            "record": list(kept),
            "shared": [[*span, word] for span, word in shared_words(words, others)],
            "features": asdict(candidate.features),
            "same": candidate.same,
            "words": [[*share.span, round(share.part, 4)] for share in told.words],
            "cosine": round(told.cosine, 4),
            "answers": [
                [*answer.span, answer.other_word]
                for answer in answers(words, others[0], self.encoder)
            ],
            "nearest": [self.field.ids[row] for row in closest],
            "elsewhere": [self.field.ids[rows[at]] for at in far],
            "notice": self.encoder.notice,
        }

    def _rows(self, candidate: Candidate) -> list[int]:
        if candidate.theme is None:
            return [list(self.field.ids).index(str(candidate.line))]
        theme = list(self.field.themes).index(candidate.theme)
        return [int(row) for row in np.flatnonzero(self.field.theme == theme)]

    def _target(self, candidate: Candidate) -> Vectors:
        if candidate.theme is None:
            return np.asarray(self.field.vectors[self._rows(candidate)[0]])
        return np.asarray(self.field.centres[list(self.field.themes).index(candidate.theme)])


async def _write(
    connection: AsyncConnection,
    known: _Known,
    encoder: Encoder,
    ranking: Ranking,
    found: list[tuple[Candidate, Reasons]],
) -> None:
    line = known.line
    await connection.execute(
        "select 1 from leaven.observations where id = %s for update", (line.id,)
    )
    placed, _ = await _one(connection, DECIDED, (line.id,))
    if placed:  # somebody was first
        return
    await connection.execute(FORGET, (line.id,))
    await connection.execute(FORGET_TWINS, (line.id,))
    for candidate, reasons in found:
        given = {
            "org": line.org,
            "id": line.id,
            "p": candidate.p,
            "reasons": Jsonb(reasons),
            "encoder": encoder.id,
        }
        if candidate.theme is None:
            await connection.execute(PUT_TWIN, given | {"other": candidate.line})
            continue
        linked = ranking.verdict == "link" and candidate is ranking.lead
        state = "linked" if linked else "suggested"
        given |= {"theme": candidate.theme, "state": state}
        put = await connection.execute(PUT, given)
        if linked and put.rowcount:
            features = Jsonb(asdict(candidate.features))
            await connection.execute(LOG_LINK, given | {"event": uuid4(), "features": features})
