"""The figures of `bench linking`: one new line against n, in a scratch database, step by step."""

import resource
import struct
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

import numpy as np
import psycopg
from psycopg import AsyncConnection

from services.linking.candidates import Judge, Query, rank
from services.linking.encoder import Encoder, Vectors, unit
from services.linking.index import centre_of
from services.linking.lexical import Letters
from services.linking.store import KNOW_ENCODER, NEAREST_ROWS, SEARCH_ON, as_text, lines_of

ORGANISATIONS = 20
QUERIES = 60
THEMES = 40
LINKED_EVERY = 3
TOP = 10
_PARTS = ("forklift", "lockout", "gate", "pump", "permit", "scaffold", "filler", "radio", "crane")
_TROUBLES = (
    "waits for an hour",
    "is never there when we need it",
    "sticks again",
    "has no second person",
    "was changed and nobody told us",
    "leaks on the walkway",
    "is skipped when we are behind",
    "does not match the drawing",
    "is different at the other site",
    "only works if you know the trick",
)
_WHENS = ("on nights", "at the weekend", "since spring", "when it rains", "at shift change")

HNSW = """
create index vectors_near on leaven.vectors
 using hnsw ((vector::extensions.halfvec(384)) extensions.halfvec_cosine_ops) where dimension = 384
"""
EXACT = """
select v.observation_id from leaven.vectors v
 where v.org_id = %(org)s and v.digest = %(digest)s and v.released
 order by v.vector operator(extensions.<=>) %(near)s::extensions.halfvec limit 10
"""


@dataclass(frozen=True)
class Scale:
    """Milliseconds at the middle and at the 95th percentile; sizes in MB."""

    n: int
    in_organisation: int
    encode: tuple[float, float]
    search: tuple[float, float]
    score: tuple[float, float]
    whole: tuple[float, float]
    recall: float
    """Share of the true ten nearest, under the organisation's filter, that the index finds."""
    build_seconds: float
    index_mb: float
    memory_mb: float


def lines() -> list[str]:
    """Made-up lines, all different."""
    return [f"the {a} {b} {c}" for a in _PARTS for b in _TROUBLES for c in _WHENS]


def mixed(real: Vectors, count: int, seed: int) -> Vectors:
    """`count` unit vectors between pairs of real ones, with a little noise."""
    random = np.random.default_rng(seed)
    one, other = random.integers(len(real), size=(2, count))
    weight = random.uniform(0.2, 0.8, size=(count, 1)).astype(np.float32)
    noise = random.normal(scale=0.02, size=(count, real.shape[1])).astype(np.float32)
    return unit(real[one] * weight + real[other] * (1 - weight) + noise)


async def measure(dsn: str, n: int, encoder: Encoder) -> Scale:
    """Fill an empty migrated scratch database with `n` lines and put queries to it."""
    texts = lines()
    real = encoder.encode(texts)
    with psycopg.connect(dsn, autocommit=True) as owner:
        organisations = _fill(owner, encoder, texts, mixed(real, n, 1))
        owner.execute("set maintenance_work_mem = '1GB'")
        began = time.perf_counter()
        owner.execute(HNSW)
        build = time.perf_counter() - began
        owner.execute("analyze leaven.vectors")
        owner.execute("analyze leaven.observations")
        size = owner.execute("select pg_relation_size('leaven.vectors_near')").fetchone()
    taken: dict[str, list[float]] = {"encode": [], "search": [], "score": [], "whole": []}
    hits = 0
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        connection.prepare_threshold = None
        for number, text in enumerate(texts[:: len(texts) // QUERIES]):
            org = organisations[number % ORGANISATIONS]
            hits += await _ask(connection, encoder, org, text + " again", taken)
    return Scale(
        n=n,
        in_organisation=n // ORGANISATIONS,
        encode=_spread(taken["encode"]),
        search=_spread(taken["search"]),
        score=_spread(taken["score"]),
        whole=_spread(taken["whole"]),
        recall=hits / (TOP * len(taken["whole"])),
        build_seconds=build,
        index_mb=size[0] / 1e6 if size else 0.0,
        memory_mb=_memory(),
    )


async def _ask(
    connection: AsyncConnection,
    encoder: Encoder,
    org: UUID,
    text: str,
    taken: dict[str, list[float]],
) -> int:
    began = time.perf_counter()
    raw = encoder.encode([text])
    encoded = time.perf_counter()
    given = {"org": org, "digest": encoder.digest, "session": None, "near": as_text(raw[0])}
    async with connection.transaction():
        await connection.execute(SEARCH_ON)
        rows = await (await connection.execute(NEAREST_ROWS.encode(), given)).fetchall()
    found = lines_of(rows, encoder.dimension)
    searched = time.perf_counter()
    centre = centre_of(found.vectors)
    field = found.field(centre)
    rank(Query(text, centre.apply(raw)[0]), field, Judge(Letters(field.texts)))
    scored = time.perf_counter()
    taken["encode"].append(1000 * (encoded - began))
    taken["search"].append(1000 * (searched - encoded))
    taken["score"].append(1000 * (scored - searched))
    taken["whole"].append(1000 * (scored - began))
    true = await (await connection.execute(EXACT, given)).fetchall()
    return len({str(row[0]) for row in true} & set(found.ids))


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(values, 50)), float(np.percentile(values, 95))


def _memory() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def _fill(
    owner: psycopg.Connection, encoder: Encoder, texts: Sequence[str], vectors: Vectors
) -> list[UUID]:
    """Rows straight into the tables; triggers sleep, or each line would queue a job."""
    number = np.random.default_rng(0)

    def new_id() -> UUID:
        return UUID(bytes=number.bytes(16), version=4)

    organisations = [new_id() for _ in range(ORGANISATIONS)]
    sessions = [new_id() for _ in organisations]
    ids = [new_id() for _ in vectors]
    owner.execute("set session_replication_role = replica")
    owner.execute("drop index leaven.vectors_near")
    owner.execute(KNOW_ENCODER, (encoder.digest, encoder.id, encoder.dimension))
    for org, session in zip(organisations, sessions, strict=True):
        owner.execute("insert into leaven.organisations (id, name) values (%s, 'Bench')", (org,))
        owner.execute(
            "insert into leaven.sites (id, org_id, name) values (%s, %s, 'Site')", (org, org)
        )
        owner.execute(
            "insert into leaven.sessions (id, org_id, site_id, topic, use, released_week)"
            " values (%s, %s, %s, 'Bench', 'work', '2026-W01')",
            (session, org, org),
        )
    places = zip(ids, cycle(organisations), cycle(sessions), strict=False)
    _copy_lines(owner, list(places), texts)
    head = encoder.digest.encode(), struct.pack(">i", encoder.dimension)

    def rows() -> Iterator[Sequence[bytes]]:
        for at, vector in enumerate(vectors):
            org, session = organisations[at % ORGANISATIONS], sessions[at % ORGANISATIONS]
            sent = struct.pack(">hh", len(vector), 0) + vector.astype(">f2").tobytes()
            linked = b"\x00" if at % LINKED_EVERY else b"\x01"
            yield (*head, ids[at].bytes, org.bytes, session.bytes, b"\x01", linked, sent)

    _copy_binary(owner, rows)
    _copy_themes(owner, organisations)
    owner.execute("set session_replication_role = origin")
    return organisations


def _copy_lines(
    owner: psycopg.Connection, places: Sequence[tuple[UUID, UUID, UUID]], texts: Sequence[str]
) -> None:
    into = (
        "copy leaven.observations (id, org_id, session_id, phase, words, state, released_week)"
        " from stdin"
    )
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        for at, (line, org, session) in enumerate(places):
            words = f"{texts[at % len(texts)]} {at}"
            copy.write_row((line, org, session, "learn", words, "confirmed", "2026-W01"))


def _copy_binary(owner: psycopg.Connection, rows: Callable[[], Iterator[Sequence[bytes]]]) -> None:
    """COPY in Postgres' own format: as text, the vectors would take ten times as long."""
    into = (
        "copy leaven.vectors (digest, dimension, observation_id, org_id, session_id, released,"
        " linked, vector) from stdin (format binary)"
    )
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
        for row in rows():
            fields = b"".join(struct.pack(">i", len(field)) + field for field in row)
            copy.write(struct.pack(">h", len(row)) + fields)
        copy.write(struct.pack(">h", -1))


def _copy_themes(owner: psycopg.Connection, organisations: Sequence[UUID]) -> None:
    """Every third line is linked; each organisation has THEMES themes."""
    for org in organisations:
        owner.execute(
            "insert into leaven.themes (org_id, title) select %s, 'Theme ' || n"
            " from generate_series(1, %s) n",
            (org, THEMES),
        )
    owner.execute(
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " select o.org_id, o.observation_id, t.id, 'linked', 'person'"
        "   from (select org_id, observation_id,"
        "                row_number() over (partition by org_id order by observation_id) as n"
        "           from leaven.vectors where linked) o"
        "   join (select *, row_number() over (partition by org_id order by id) as n"
        "           from leaven.themes) t on t.org_id = o.org_id and t.n = 1 + o.n %% %s",
        [THEMES],
    )
