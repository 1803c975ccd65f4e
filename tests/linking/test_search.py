"""Search in own words, over released lines only."""

from collections.abc import Iterator

import psycopg
import pytest

from services.database.pool import open_pool
from services.linking.encoder import Encoder
from services.linking.review import read_all
from services.linking.search import Found, ranked, terms
from services.linking.store import as_text
from tests.support.plant import Plant

LINES = [
    "lorry drivers wait an hour at the gate because nobody knows they are coming",
    "the forklift mirror is smashed at the end of aisle twelve",
    "alone on nights, so nobody checks my isolation",
]


@pytest.fixture
def plant(database: str) -> Iterator[Plant]:
    with psycopg.connect(database, autocommit=True) as opened:
        made = Plant(opened)
        for site, line in enumerate(LINES):
            made.session([line], site=site, week=f"2026-W{10 + 6 * site}")
        made.session(["the gate is a secret of this team"], week=None)
        yield made


async def ask(plant: Plant, encoder: Encoder, question: str, **filters: str) -> list[Found]:
    async with open_pool(plant.connection.info.dsn, size=1) as pool:
        await read_all(pool, encoder, str(plant.org))
    near = as_text(encoder.encode([question])[0])
    with plant.acting(plant.member):
        vocabulary = plant.call("released_words", plant.org)["words"]
        meant = terms(question, vocabulary)
        found = plant.call("search_own_words", plant.org, meant, near, encoder.digest, filters)
    return ranked(found["lines"], len(meant))


async def test_a_question_finds_a_line_that_shares_no_word_with_it(
    plant: Plant, shipped: Encoder
) -> None:
    assert (await ask(plant, shipped, "trucks queueing outside the site"))[0].row["words"] == LINES[
        0
    ]


async def test_a_mistyped_word_finds_its_line(plant: Plant, shipped: Encoder) -> None:
    best = (await ask(plant, shipped, "forklfit miror"))[0]
    assert best.row["words"] == LINES[1]
    assert best.row["hits"] == 2


async def test_lines_that_are_still_with_their_team_are_not_found(
    plant: Plant, shipped: Encoder
) -> None:
    found = await ask(plant, shipped, "the gate is a secret of this team")
    assert "secret" not in " ".join(each.row["words"] for each in found)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "depot"}, [LINES[1]]),
        ({"month": "2026-04"}, [LINES[1]]),
        ({"use": "event"}, []),
        ({"area_id": "00000000-0000-4000-8000-000000000000"}, []),
    ],
)
async def test_a_search_can_be_narrowed(
    plant: Plant, shipped: Encoder, filters: dict[str, str], expected: list[str]
) -> None:
    plant.connection.execute("update leaven.sessions set released_voices = 5")
    found = await ask(plant, shipped, "forklift mirror smashed in the aisle", **filters)
    assert [each.row["words"] for each in found] == expected


@pytest.mark.parametrize("question", ["", "🔥", "'; drop table", "a\\b | & ! ( :*", "x" * 3000])
async def test_any_question_is_answered(plant: Plant, shipped: Encoder, question: str) -> None:
    assert isinstance(await ask(plant, shipped, question), list)


async def test_strangers_find_nothing(plant: Plant, shipped: Encoder) -> None:
    other = Plant(plant.connection, "Elsewhere")
    with plant.acting(other.facilitator):
        assert plant.call("released_words", plant.org)["words"] == []
    with pytest.raises(psycopg.Error, match="not yours"), plant.acting(other.facilitator):
        plant.call("search_own_words", plant.org, ["gate"])


def test_without_the_encoder_words_still_answer(plant: Plant) -> None:
    with plant.acting(plant.member):
        found = plant.call("search_own_words", plant.org, ["gate", "lorry"])
    (best,) = ranked(found["lines"], 2)
    assert best.row["words"] == LINES[0]
    assert best.score == pytest.approx(0.3)


async def test_a_kind_of_site_with_too_few_voices_is_neither_named_nor_filtered_by(
    plant: Plant, shipped: Encoder
) -> None:
    assert await ask(plant, shipped, "forklift mirror", kind="depot") == []
    assert {each.row["kind"] for each in await ask(plant, shipped, "forklift mirror")} == {None}
    plant.connection.execute("update leaven.sessions set released_voices = 5")
    [best] = await ask(plant, shipped, "forklift mirror", kind="depot")
    assert best.row["kind"] == "depot"
    with plant.acting(plant.member):
        assert plant.call("search_filters", plant.org)["kinds"] == ["depot", "mill"]
