"""What the linker asks a facilitator when it has looked through an organisation."""

from uuid import UUID, uuid4

from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.linking.lexical import LexicalEncoder
from services.linking.review import read_all, review
from tests.support.plant import Plant
from tests.support.said import GATE, LOCKOUT, STRAYS


async def test_the_same_line_a_thousand_times_is_one_proposal(plant: Plant, pool: Pool) -> None:
    for _ in range(4):
        plant.session([GATE[0]] * 250)
    letters = LexicalEncoder()
    await read_all(pool, letters, str(plant.org))
    assert await review(pool, letters, str(plant.org)) == 1


async def test_a_proposal_becomes_a_theme_that_can_be_undone_and_is_asked_once(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    for line in [*GATE, *STRAYS]:
        plant.session([line])
    await read_all(pool, shipped, str(plant.org))
    await review(pool, shipped, str(plant.org))
    with plant.acting(plant.facilitator):
        (asked,) = plant.call("theme_proposals", plant.org)["proposals"]
        assert asked["title"] in GATE
        assert len(asked["lines"]) == 3
        event = uuid4()
        made = plant.call("decide_proposal", event, asked["id"], True)
        assert plant.call("decide_proposal", uuid4(), asked["id"], True)["repeated"]
    theme = UUID(made["theme"])
    assert len(plant.linked(theme)) == 3
    with plant.acting(plant.facilitator):
        plant.call("undo_theme_event", uuid4(), plant.org, event)
    assert plant.linked(theme) == set()
    await review(pool, shipped, str(plant.org))
    with plant.acting(plant.facilitator):
        assert plant.call("theme_proposals", plant.org)["proposals"] == []


async def test_two_themes_that_say_the_same_are_proposed_for_merging(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    plant.theme("At the gate", plant.session(GATE[:2]))
    plant.theme("The gate", plant.session([GATE[2], GATE[0] + " again"], site=1))
    plant.theme("Isolating alone", plant.session(LOCKOUT))
    await read_all(pool, shipped, str(plant.org))
    await review(pool, shipped, str(plant.org))
    with plant.acting(plant.facilitator):
        (asked,) = plant.call("theme_proposals", plant.org)["proposals"]
        assert asked["kind"] == "merge"
        plant.call("decide_proposal", uuid4(), asked["id"], True)
        titles = [each["title"] for each in plant.call("themes", plant.org)["themes"]]
    assert len(titles) == 2
