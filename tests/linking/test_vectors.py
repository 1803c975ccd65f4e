"""Lines are read once by each encoder, and compared with those of the same one only."""

from collections.abc import Sequence
from uuid import uuid4

import psycopg
import pytest

from services.database.pool import Pool
from services.linking.encoder import Encoder, EncoderError, Vectors, WordShares
from services.linking.lexical import LexicalEncoder
from services.linking.linker import place_line
from services.linking.review import read_all
from services.linking.store import as_text, comparable
from tests.support.plant import Plant
from tests.support.said import GATE, LOCKOUT, STRAYS


async def test_a_vector_of_another_encoder_or_of_another_size_is_never_compared(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    lines = plant.session([*GATE, *STRAYS])
    letters = LexicalEncoder()
    assert await read_all(pool, letters, str(plant.org)) == len(lines)
    assert await read_all(pool, shipped, str(plant.org)) == len(lines)
    (line,) = plant.session([GATE[0] + " today"])
    await place_line(pool, shipped, str(line))
    assert plant.rows("select distinct dimension from leaven.vectors order by 1") == [
        (384,),
        (letters.dimension,),
    ]
    with pytest.raises(psycopg.errors.CheckViolation):
        plant.connection.execute(
            "insert into leaven.vectors select digest, dimension, %s, org_id, session_id, true,"
            " %s::extensions.halfvec from leaven.vectors where dimension = 384 limit 1",
            (line, as_text(letters.encode(["pump"])[0])),
        )


class Contrary:
    """An encoder of the shipped one's size that says the opposite of it."""

    id, digest, notice, languages = "contrary", "c" * 64, "", ()

    def __init__(self, other: Encoder) -> None:
        self._other, self.dimension = other, other.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        return -self._other.encode(texts)

    def words(self, text: str) -> WordShares:
        return self._other.words(text)


async def test_a_vector_of_another_encoder_of_the_same_size_is_never_compared(
    plant: Plant, pool: Pool, shipped: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where all lines are compared, nor where the index picks."""
    gate = plant.theme("Waiting at the gate", plant.session(GATE))
    plant.theme("Isolating alone", plant.session(LOCKOUT))
    await read_all(pool, Contrary(shipped), str(plant.org))
    near = shipped.encode(["drivers of lorries wait at the gate as nobody expects them"])
    for most in (1000, 5):
        monkeypatch.setattr("services.linking.store.EXACT_UP_TO", most)
        async with pool.connection() as connection:
            org, session = str(plant.org), str(uuid4())
            assert (await comparable(connection, shipped, org, session, near[0])).ids == ()
    await read_all(pool, shipped, str(plant.org))
    (line,) = plant.session([GATE[0] + " today"])
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line)[0][0] == gate


class Dying(LexicalEncoder):
    """Its process ends in the middle of the second batch."""

    calls = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        if self.calls > 1:
            raise EncoderError("The process was ended.")
        return super().encode(texts)


async def test_re_encoding_that_died_within_a_batch_keeps_whole_batches_only(
    plant: Plant, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.linking.store.BATCH", 4)
    monkeypatch.setattr("services.linking.review.BATCH", 4)
    plant.session([f"line number {n} about the pump" for n in range(10)])
    with pytest.raises(EncoderError):
        await read_all(pool, Dying(), str(plant.org))
    assert plant.rows("select count(*) from leaven.vectors") == [(4,)]
    assert await read_all(pool, LexicalEncoder(), str(plant.org)) == 6


async def test_re_encoding_that_was_interrupted_goes_on_where_it_stood(
    plant: Plant, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.linking.store.BATCH", 4)
    monkeypatch.setattr("services.linking.review.BATCH", 4)
    plant.session([f"line number {n} about the pump" for n in range(10)])
    letters = LexicalEncoder()
    turns = iter([True, False])
    assert await read_all(pool, letters, str(plant.org), lambda: next(turns)) == 4
    assert await read_all(pool, letters, str(plant.org)) == 6
    assert await read_all(pool, letters, str(plant.org)) == 0


async def test_corrected_words_are_read_again(plant: Plant, pool: Pool, shipped: Encoder) -> None:
    (line,) = plant.session([GATE[0]], week=None)
    await read_all(pool, shipped, str(plant.org))
    plant.connection.execute(
        "update leaven.observations set words = 'the pump leaks' where id = %s", (line,)
    )
    assert plant.rows("select 1 from leaven.vectors") == []
    assert await read_all(pool, shipped, str(plant.org)) == 1
