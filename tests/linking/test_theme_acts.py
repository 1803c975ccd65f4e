"""What people do to themes, how it is undone, and the log of it."""

import asyncio
from uuid import UUID, uuid4

import psycopg
import pytest

from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.linking.linker import place_line
from tests.support.plant import Plant
from tests.support.said import GATE, LOCKOUT, STRAYS


def test_a_merge_moves_every_line_and_its_undo_brings_them_back(plant: Plant) -> None:
    one = plant.theme("One", plant.session(GATE))
    other = plant.theme("Other", plant.session(LOCKOUT))
    before = plant.linked(one), plant.linked(other)
    event = uuid4()
    with plant.acting(plant.facilitator):
        plant.call("merge_themes", event, plant.org, one, other)
        assert plant.call("merge_themes", event, plant.org, one, other)["repeated"]
    assert plant.linked(other) == before[0] | before[1]
    with plant.acting(plant.colleague):
        plant.call("undo_theme_event", uuid4(), plant.org, event)
        assert plant.call("undo_theme_event", uuid4(), plant.org, event)["repeated"]
    assert (plant.linked(one), plant.linked(other)) == before


def test_a_theme_cannot_be_merged_with_itself(plant: Plant) -> None:
    theme = plant.theme("One", plant.session(GATE))
    with pytest.raises(psycopg.Error, match="with itself"), plant.acting(plant.facilitator):
        plant.call("merge_themes", uuid4(), plant.org, theme, theme)


def test_a_theme_is_split_and_the_split_undone(plant: Plant) -> None:
    lines = plant.session([*GATE, *LOCKOUT])
    theme, new, event = plant.theme("Both", lines), uuid4(), uuid4()
    with plant.acting(plant.facilitator):
        plant.call("split_theme", event, plant.org, theme, lines[3:], new, "Isolating alone")
    assert plant.linked(new) == set(lines[3:])
    with plant.acting(plant.facilitator):
        plant.call("undo_theme_event", uuid4(), plant.org, event)
    assert plant.linked(theme) == set(lines)
    with pytest.raises(psycopg.Error, match="leave some"), plant.acting(plant.facilitator):
        plant.call("split_theme", uuid4(), plant.org, theme, lines, uuid4())


def test_two_lines_that_say_the_same_make_a_theme(plant: Plant) -> None:
    one, other = plant.session(GATE[:2])
    theme = uuid4()
    with plant.acting(plant.facilitator):
        plant.call("join_lines", uuid4(), one, other, theme)
        assert plant.call("theme", theme)["title"] == GATE[1]
    assert plant.linked(theme) == {one, other}
    with pytest.raises(psycopg.Error, match="two different"), plant.acting(plant.facilitator):
        plant.call("join_lines", uuid4(), one, one, uuid4())


def test_words_that_are_still_with_the_team_never_become_a_title(plant: Plant) -> None:
    lines = plant.session(GATE[:2], week=None, guided_by=plant.facilitator)
    for line in lines * 2:
        plant.connection.execute(
            "insert into leaven.holds (observation_id, session_id, seat_tag)"
            " select id, session_id, %s from leaven.observations where id = %s"
            " on conflict do nothing",
            (uuid4().bytes, line),
        )
    third = plant.line(
        plant.rows("select session_id from leaven.observations where id = %s", lines[0])[0][0],
        STRAYS[0],
        None,
    )
    plant.connection.execute(
        "insert into leaven.holds (observation_id, session_id, seat_tag)"
        " select id, session_id, %s from leaven.observations where id = %s",
        (uuid4().bytes, third),
    )
    theme = uuid4()
    with plant.acting(plant.facilitator):
        plant.call("join_lines", uuid4(), lines[0], lines[1], theme)
    [(title,)] = plant.rows("select title from leaven.themes where id = %s", theme)
    assert title == "A theme without a name yet"


async def test_two_facilitators_who_decide_at_once_leave_one_state_and_both_decisions(
    plant: Plant, database: str
) -> None:
    one = plant.theme("One", plant.session(GATE))
    other = plant.theme("Other", plant.session(LOCKOUT))

    def merge(person: UUID, theme: UUID, into: UUID) -> str:
        with psycopg.connect(database, autocommit=True) as own:
            mine = plant.through(own)
            try:
                with mine.acting(person):
                    mine.call("merge_themes", uuid4(), plant.org, theme, into)
            except psycopg.Error as refused:
                return str(refused).splitlines()[0]
            return "merged"

    said = await asyncio.gather(
        asyncio.to_thread(merge, plant.facilitator, one, other),
        asyncio.to_thread(merge, plant.colleague, other, one),
    )
    assert sorted(said) == ["There is no such theme any more.", "merged"]
    assert {len(plant.linked(one)), len(plant.linked(other))} == {0, 6}


async def test_the_log_replayed_gives_the_links(plant: Plant, pool: Pool, shipped: Encoder) -> None:
    gate = plant.theme("Waiting at the gate", plant.session(GATE))
    lockout = plant.theme("Isolating alone", plant.session(LOCKOUT))
    (line, other) = plant.session([GATE[0] + " today", STRAYS[0]])
    await place_line(pool, shipped, str(line))
    with plant.acting(plant.facilitator):
        plant.call("decide_link", uuid4(), other, lockout, "linked")
        plant.call("decide_link", uuid4(), other, lockout, "undone")
        plant.call("decide_link", uuid4(), line, lockout, "rejected")
        plant.call("merge_themes", uuid4(), plant.org, lockout, gate)
    state = "select observation_id, theme_id, state from {} where {} order by 1, 2"
    links = plant.rows(state.format("leaven.links", "state <> 'suggested'"))
    assert links
    assert plant.rows(state.format("private.replayed_links(%s)", "true"), plant.org) == links


def test_the_log_cannot_be_changed_not_even_by_the_owner(plant: Plant) -> None:
    plant.theme("One", plant.session(GATE))
    for change in ("delete from", "update"):
        rest = " set p = 1" if change == "update" else ""
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            plant.connection.execute(f"{change} leaven.link_decisions{rest}")
    plant.connection.execute("delete from leaven.organisations where id = %s", (plant.org,))
    assert plant.rows("select 1 from leaven.link_decisions") == []
