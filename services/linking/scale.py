"""The figures of `bench linking`: one new line against a crowd of others, step by step."""

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from psycopg import AsyncConnection

from services.linking.candidates import Judge, Query, rank
from services.linking.crowd import ORGANISATIONS, Crowd, Say, lines
from services.linking.encoder import Encoder
from services.linking.index import centre_of
from services.linking.lexical import Letters
from services.linking.store import NEAREST_ROWS, SEARCH_ON, as_text, lines_of

QUERIES = 60
TOP = 10

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


async def measure(dsn: str, crowd: Crowd, encoder: Encoder, say: Say) -> Scale:
    """Put queries to a crowd, each by one of its organisations in turn."""
    taken: dict[str, list[float]] = {"encode": [], "search": [], "score": [], "whole": []}
    hits = 0
    texts = lines()
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        connection.prepare_threshold = None
        for number, text in enumerate(texts[:: len(texts) // QUERIES]):
            org = crowd.organisations[number % ORGANISATIONS]
            hits += await _ask(connection, encoder, org, text + " again", taken)
            say(f"{number + 1} questions asked")
    return Scale(
        n=crowd.n,
        in_organisation=crowd.n // ORGANISATIONS,
        encode=_spread(taken["encode"]),
        search=_spread(taken["search"]),
        score=_spread(taken["score"]),
        whole=_spread(taken["whole"]),
        recall=hits / (TOP * len(taken["whole"])),
        build_seconds=crowd.build_seconds,
        index_mb=crowd.index_mb,
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
