"""A scratch database with as many lines as you like: made block by block, in bounded memory."""

import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

import numpy as np
import psycopg

from services.linking.encoder import Encoder, Vectors, unit
from services.linking.store import KNOW_ENCODER

Say = Callable[[str], None]
ORGANISATIONS = 20
THEMES = 40
LINKED_EVERY = 3
BLOCK = 20_000
"""Lines that are in memory at once: 30 MB of vectors."""
WORK_MEMORY = "4GB"
"""What building the index may take: a graph that does not fit is built many times slower."""
TELL_EVERY = 10.0
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
BUILT = "select phase, tuples_done from pg_stat_progress_create_index"


@dataclass(frozen=True)
class Crowd:
    """What was put in, and what the index over it took."""

    n: int
    organisations: tuple[UUID, ...]
    build_seconds: float
    index_mb: float


def lines() -> list[str]:
    """Made-up lines, all different."""
    return [f"the {a} {b} {c}" for a in _PARTS for b in _TROUBLES for c in _WHENS]


def mixed(real: Vectors, count: int, seed: int) -> Vectors:
    """`count` unit vectors between pairs of real ones, with a little noise."""
    random = np.random.default_rng(seed)
    one, other = random.integers(len(real), size=(2, count))
    weight = random.uniform(0.2, 0.8, size=(count, 1)).astype(np.float32)
    noise = random.standard_normal(size=(count, real.shape[1]), dtype=np.float32)
    return unit(real[one] * weight + real[other] * (1 - weight) + np.float32(0.02) * noise)


def blocks(n: int) -> Iterator[range]:
    """The rows from 0 to n, BLOCK at a time."""
    for start in range(0, n, BLOCK):
        yield range(start, min(n, start + BLOCK))


def gather(dsn: str, n: int, encoder: Encoder, say: Say) -> Crowd:
    """Fill an empty migrated scratch database with `n` lines and index them.

    Blocks, so that a signal ends it at once: outside of any event loop.
    """
    texts = lines()
    real = encoder.encode(texts)
    with psycopg.connect(dsn, autocommit=True) as owner:
        # triggers sleep, or each line would queue a job
        owner.execute("set session_replication_role = replica")
        owner.execute("drop index leaven.vectors_near")
        owner.execute(KNOW_ENCODER, (encoder.digest, encoder.id, encoder.dimension))
        places = _places(owner)
        for rows in blocks(n):
            _copy_lines(owner, rows, places, texts)
            _copy_vectors(owner, rows, places, encoder, mixed(real, len(rows), rows.start))
            say(f"{rows.stop:,} of {n:,} lines")
        _copy_themes(owner, [org for org, _ in places])
        owner.execute("set session_replication_role = origin")
        seconds = _index(dsn, owner, n, say)
        owner.execute("vacuum analyze leaven.vectors, leaven.observations, leaven.links")
        size = owner.execute("select pg_relation_size('leaven.vectors_near')").fetchone()
    return Crowd(n, tuple(org for org, _ in places), seconds, size[0] / 1e6 if size else 0.0)


def _index(dsn: str, owner: psycopg.Connection, n: int, say: Say) -> float:
    owner.execute(f"set maintenance_work_mem = '{WORK_MEMORY}'".encode())
    began = time.perf_counter()
    with _telling(dsn, n, say):
        owner.execute(HNSW)
    return time.perf_counter() - began


@contextmanager
def _telling(dsn: str, n: int, say: Say) -> Iterator[None]:
    """How far the index is, every few seconds, from a connection of its own."""
    done = threading.Event()

    def tell() -> None:
        try:
            with psycopg.connect(dsn, autocommit=True) as watcher:
                while not done.wait(TELL_EVERY):
                    for phase, built in watcher.execute(BUILT).fetchall():
                        say(f"index: {phase}, {built:,} of {n:,}")
        except psycopg.OperationalError:
            return  # the server was stopped: there is nothing more to tell

    say("building the index")
    teller = threading.Thread(target=tell, name="index progress", daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _id(kind: str, number: int) -> UUID:
    """The same id whenever it is asked for, so that none has to be kept."""
    return UUID(bytes=blake2b(f"{kind} {number}".encode(), digest_size=16).digest(), version=4)


def _places(owner: psycopg.Connection) -> list[tuple[UUID, UUID]]:
    """Each organisation with its one released session."""
    places = [(_id("org", at), _id("session", at)) for at in range(ORGANISATIONS)]
    for org, session in places:
        owner.execute("insert into leaven.organisations (id, name) values (%s, 'Bench')", (org,))
        owner.execute(
            "insert into leaven.sites (id, org_id, name) values (%s, %s, 'Site')", (org, org)
        )
        owner.execute(
            "insert into leaven.sessions (id, org_id, site_id, topic, use, released_week)"
            " values (%s, %s, %s, 'Bench', 'work', '2026-W01')",
            (session, org, org),
        )
    return places


def _copy_lines(
    owner: psycopg.Connection,
    rows: range,
    places: Sequence[tuple[UUID, UUID]],
    texts: Sequence[str],
) -> None:
    into = (
        "copy leaven.observations (id, org_id, session_id, phase, words, state, released_week)"
        " from stdin"
    )
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        for at in rows:
            words = f"{texts[at % len(texts)]} {at}"
            place = places[at % ORGANISATIONS]
            copy.write_row((_id("line", at), *place, "learn", words, "confirmed", "2026-W01"))


def _copy_vectors(
    owner: psycopg.Connection,
    rows: range,
    places: Sequence[tuple[UUID, UUID]],
    encoder: Encoder,
    vectors: Vectors,
) -> None:
    """COPY in Postgres' own format: as text, the vectors would take ten times as long."""
    into = (
        "copy leaven.vectors (digest, dimension, observation_id, org_id, session_id, released,"
        " linked, vector) from stdin (format binary)"
    )
    head = encoder.digest.encode(), struct.pack(">i", encoder.dimension)
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
        for at, vector in zip(rows, vectors, strict=True):
            org, session = places[at % ORGANISATIONS]
            linked = b"\x00" if at % LINKED_EVERY else b"\x01"
            sent = struct.pack(">hh", len(vector), 0) + vector.astype(">f2").tobytes()
            ids = _id("line", at).bytes, org.bytes, session.bytes
            row = (*head, *ids, b"\x01", linked, sent)
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
