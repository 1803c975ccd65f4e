"""Who sees the linking desk."""

from uuid import uuid4

import psycopg
import pytest

from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.linking.linker import place_line
from tests.support.plant import Plant
from tests.support.said import GATE


async def test_a_stranger_and_a_member_do_not_see_the_desk(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    (line,) = plant.session([GATE[0]])
    plant.theme("Waiting at the gate", plant.session(GATE[1:], site=2))
    await place_line(pool, shipped, str(line))
    other = Plant(plant.connection, "Elsewhere")
    with plant.acting(plant.facilitator):
        desk = plant.call("linking_desk", plant.org)
    assert [each["id"] for each in desk["lines"]] == [str(line)]
    for person in (plant.member, other.facilitator):
        with plant.acting(person):
            assert plant.call("linking_desk", plant.org)["lines"] == []
            assert plant.call("theme_proposals", plant.org)["proposals"] == []
        with pytest.raises(psycopg.Error), plant.acting(person):
            plant.call("merge_themes", uuid4(), plant.org, uuid4(), uuid4())
        with pytest.raises(psycopg.errors.InsufficientPrivilege), plant.acting(person):
            plant.rows("select 1 from leaven.vectors")
