"""One confirmed line finds its place on a real database."""

from uuid import uuid4

import pytest

from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.linking.linker import place_line
from services.linking.review import read_all
from tests.support.plant import Plant
from tests.support.said import GATE, LOCKOUT, STRAYS


async def test_a_line_is_offered_the_theme_of_another_site_with_its_reasons(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    lockout = plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    (line,) = plant.session(["at the weekend I have to isolate on my own, nobody verifies it"])
    await place_line(pool, shipped, str(line))
    ((theme, _, source), *_) = plant.suggested(line)
    assert (theme, source) == (lockout, "machine")
    [(reasons,)] = plant.rows(
        "select reasons from leaven.links where observation_id = %s and theme_id = %s", line, theme
    )
    assert sum(part for *_, part in reasons["words"]) == pytest.approx(reasons["cosine"], abs=0.15)
    assert len(reasons["elsewhere"]) == 3
    assert reasons["why"].endswith(".")


async def test_a_line_that_is_very_like_a_theme_is_linked_at_once_and_a_person_can_undo_it(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    gate = plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    plant.session(STRAYS)
    (line,) = plant.session([GATE[0] + " today"])
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line)[0] == (gate, "linked", "machine")
    with plant.acting(plant.facilitator):
        plant.call("decide_link", uuid4(), line, gate, "undone")
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line)[0][1:] == ("suggested", "person")
    assert line not in plant.linked(gate)


async def test_lines_of_another_team_are_compared_only_once_they_are_released(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    secret = plant.session([GATE[0]], week=None, site=1)
    (line,) = plant.session([GATE[2]])
    await place_line(pool, shipped, str(line))
    assert plant.rows("select 1 from leaven.twins where other_id = any(%s)", secret) == []
    plant.connection.execute(
        "update leaven.observations set released_week = '2026-W21' where id = any(%s)", (secret,)
    )
    await place_line(pool, shipped, str(line))
    assert plant.rows("select other_id from leaven.twins where observation_id = %s", line) == [
        (secret[0],)
    ]


async def test_what_a_person_rejected_does_not_come_back(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    gate = plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    (line, other) = plant.session([GATE[0] + " again", "the gate has no list"])
    with plant.acting(plant.facilitator):
        plant.call("decide_link", uuid4(), line, gate, "rejected")
        plant.call("refuse_pair", line, other)
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line) == [(gate, "rejected", "person")]
    assert plant.rows("select state from leaven.twins where observation_id = %s", line) == [
        ("rejected",)
    ]


async def test_a_line_that_a_person_placed_is_left_where_it_is(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    (line,) = plant.session([GATE[0]])
    odd = plant.theme("Something else", [line])
    plant.theme("Waiting at the gate", plant.session(GATE[1:], site=2))
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line) == [(odd, "linked", "person")]


@pytest.mark.parametrize("words", ["🔥🔥", "pump", "el bloqueo pide dos personas", "ab " * 1900])
async def test_any_line_can_be_placed(
    plant: Plant, pool: Pool, shipped: Encoder, words: str
) -> None:
    plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    (line,) = plant.session([words])
    await place_line(pool, shipped, str(line))
    await place_line(pool, shipped, str(uuid4()))
    assert all(state == "suggested" for _, state, _ in plant.suggested(line))


async def test_a_line_that_is_the_thousand_and_first_of_its_kind_is_offered_its_theme(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    lockout = plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    crowd = plant.session(["at the weekend I have to isolate on my own, nobody verifies it"] * 1000)
    await read_all(pool, shipped, str(plant.org))
    await place_line(pool, shipped, str(crowd[-1]))
    assert [theme for theme, *_ in plant.suggested(crowd[-1])] == [lockout]


async def test_a_large_organisation_is_searched_by_the_index_with_the_same_answer(
    plant: Plant, pool: Pool, shipped: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    plant.session(STRAYS * 10)
    monkeypatch.setattr("services.linking.store.EXACT_UP_TO", 5)
    (line,) = plant.session(["drivers of lorries wait at the gate as nobody expects them"])
    await place_line(pool, shipped, str(line))
    assert plant.suggested(line)[0][0] == gate
