"""Lines that no encoder was made for: none stops the linker, or is linked by mistake."""

import psycopg
import pytest

from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.linking.lexical import LexicalEncoder
from services.linking.linker import place_line
from services.linking.review import read_all, review
from tests.support.plant import Plant
from tests.support.said import LOCKOUT

ONE_ALONE = "gulls nest on the stack"


async def states(plant: Plant, pool: Pool, encoder: Encoder, words: str) -> set[str]:
    """What became of a line beside a theme of three."""
    plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    (line,) = plant.session([words])
    await place_line(pool, encoder, str(line))
    await place_line(pool, encoder, str(line))
    found = plant.rows("select state from leaven.links where observation_id = %s", line)
    return {state for (state,) in found}


@pytest.fixture(params=["shipped", "letters"])
def encoder(request: pytest.FixtureRequest, shipped: Encoder) -> Encoder:
    return shipped if request.param == "shipped" else LexicalEncoder()


async def test_an_empty_line_is_refused_and_one_without_a_letter_waits(
    plant: Plant, pool: Pool, encoder: Encoder
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        plant.session([" "])
    assert not encoder.encode([""]).any()
    assert await states(plant, pool, encoder, "… !") == set()


async def test_one_word_is_never_linked_without_a_person(
    plant: Plant, pool: Pool, encoder: Encoder
) -> None:
    assert await states(plant, pool, encoder, "isolation") <= {"suggested"}


async def test_five_thousand_words_are_read_up_to_a_bound(
    plant: Plant, pool: Pool, encoder: Encoder
) -> None:
    vector = encoder.encode(["alone on nights " * 1667])
    assert vector.shape == (1, encoder.dimension)
    longest = ("alone on nights " * 500)[:6000]
    assert await states(plant, pool, encoder, longest) <= {"suggested", "linked"}


async def test_another_language_is_at_most_offered(
    plant: Plant, pool: Pool, encoder: Encoder
) -> None:
    said = "nachts bin ich allein und niemand prüft die Freischaltung"
    assert await states(plant, pool, encoder, said) <= {"suggested"}


async def test_emoji_alone_wait(plant: Plant, pool: Pool, encoder: Encoder) -> None:
    assert await states(plant, pool, encoder, "🔥🔥🔥 👷") == set()


async def test_a_theme_of_one_line_is_offered_like_any_other_and_never_split(
    plant: Plant, pool: Pool, encoder: Encoder
) -> None:
    plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    [alone] = plant.session([ONE_ALONE], site=2)
    theme = plant.theme("Gulls", [alone])
    (line,) = plant.session([f"{ONE_ALONE} again"])
    await read_all(pool, encoder, str(plant.org))
    await place_line(pool, encoder, str(line))
    await review(pool, encoder, str(plant.org))
    offered = plant.rows(
        "select theme_id from leaven.links where observation_id = %s order by p desc", line
    )
    assert offered[0] == (theme,)
    with plant.acting(plant.facilitator):
        kinds = {each["kind"] for each in plant.call("theme_proposals", plant.org)["proposals"]}
    assert "split" not in kinds
