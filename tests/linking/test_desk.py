"""The linker and a facilitator at work on a real database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from services.database.pool import Pool, open_pool
from services.linking.encoder import Encoder
from services.linking.lexical import LexicalEncoder
from services.linking.linker import place_line
from services.linking.review import read_all, review, watch
from services.linking.store import as_text
from tests.support.plant import Plant

LOCKOUT = [
    "the lockout procedure needs two people but the roster only gives us one on nights",
    "there is no second person to verify the isolation after ten o'clock",
    "alone on nights, so nobody checks my isolation",
]
GATE = [
    "lorry drivers wait an hour at the gate because nobody knows they are coming",
    "the gate has no list of deliveries so every lorry driver has to wait and phone",
    "lorry drivers queue down the road, the gate never knows who is due",
]
STRAYS = ["the pump seal leaks", "gulls nest on the stack", "hand dryer is broken"]


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database, autocommit=True) as opened:
        yield opened


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    async with open_pool(database, size=3) as opened:
        yield opened


@pytest.fixture
def plant(connection: psycopg.Connection) -> Plant:
    return Plant(connection)


def suggested(plant: Plant, line: UUID) -> list[tuple[UUID, str, str]]:
    return plant.rows(
        "select theme_id, state, source from leaven.links where observation_id = %s"
        " order by p desc nulls last",
        line,
    )


async def test_a_line_is_offered_the_theme_of_another_site_with_its_reasons(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    lockout = plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    (line,) = plant.session(["at the weekend I have to isolate on my own, nobody verifies it"])
    await place_line(pool, shipped, str(line))
    ((theme, _, source), *_) = suggested(plant, line)
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
    assert suggested(plant, line)[0] == (gate, "linked", "machine")
    with plant.acting(plant.facilitator):
        plant.call("decide_link", uuid4(), line, gate, "undone")
    await place_line(pool, shipped, str(line))
    assert suggested(plant, line)[0][1:] == ("suggested", "person")
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
    assert suggested(plant, line) == [(gate, "rejected", "person")]
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
    assert suggested(plant, line) == [(odd, "linked", "person")]


@pytest.mark.parametrize("words", ["🔥🔥", "pump", "el bloqueo pide dos personas", "ab " * 1900])
async def test_any_line_can_be_placed(
    plant: Plant, pool: Pool, shipped: Encoder, words: str
) -> None:
    plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    (line,) = plant.session([words])
    await place_line(pool, shipped, str(line))
    await place_line(pool, shipped, str(uuid4()))
    assert all(state == "suggested" for _, state, _ in suggested(plant, line))


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
        (2048,),
    ]
    with pytest.raises(psycopg.errors.CheckViolation):
        plant.connection.execute(
            "insert into leaven.vectors select digest, dimension, %s, org_id, session_id, true,"
            " %s::extensions.halfvec from leaven.vectors where dimension = 384 limit 1",
            (line, as_text(letters.encode(["pump"])[0])),
        )


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


async def test_the_same_line_a_thousand_times_is_one_proposal(plant: Plant, pool: Pool) -> None:
    for _ in range(4):
        plant.session([GATE[0]] * 250)
    letters = LexicalEncoder()
    await read_all(pool, letters, str(plant.org))
    assert await review(pool, letters, str(plant.org)) == 1


async def test_a_line_that_is_the_thousand_and_first_of_its_kind_is_offered_its_theme(
    plant: Plant, pool: Pool, shipped: Encoder
) -> None:
    lockout = plant.theme("Isolating alone", plant.session(LOCKOUT, site=1))
    plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    crowd = plant.session(["at the weekend I have to isolate on my own, nobody verifies it"] * 1000)
    await read_all(pool, shipped, str(plant.org))
    await place_line(pool, shipped, str(crowd[-1]))
    assert [theme for theme, *_ in suggested(plant, crowd[-1])] == [lockout]


async def test_a_large_organisation_is_searched_by_the_index_with_the_same_answer(
    plant: Plant, pool: Pool, shipped: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = plant.theme("Waiting at the gate", plant.session(GATE, site=2))
    plant.session(STRAYS * 10)
    monkeypatch.setattr("services.linking.store.EXACT_UP_TO", 5)
    (line,) = plant.session(["drivers of lorries wait at the gate as nobody expects them"])
    await place_line(pool, shipped, str(line))
    assert suggested(plant, line)[0][0] == gate


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
            mine = Plant.__new__(Plant)
            mine.connection = own
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


async def test_a_theme_that_rises_is_a_weak_signal_and_a_rare_one_is_not(plant: Plant) -> None:
    weeks = [f"2026-W{n:02d}" for n in range(10, 47)]
    for week in weeks:
        plant.session(["nothing new"], week=week)
    now = plant.rows("select private.iso_week()")[0][0]
    rising = []
    for week in ("2026-W43", "2026-W44", "2026-W45", now, now, now):
        rising += plant.session([GATE[2]], week=week)
    gate = plant.theme("Waiting at the gate", rising)
    plant.theme("Pump", plant.session(STRAYS[:2], week=now))
    assert await _watched(plant) == 1
    with plant.acting(plant.member):
        (signal,) = plant.call("weak_signals", plant.org)["signals"]
    assert (signal["kind"], signal["theme_id"]) == ("rise", str(gate))
    assert signal["seen"]["sessions"] == 5  # six, rounded down to the threshold


async def _watched(plant: Plant) -> int:
    async with open_pool(plant.connection.info.dsn, size=1) as pool:
        return await watch(pool, str(plant.org))


async def test_a_weak_signal_shows_no_count_below_the_threshold_and_nothing_to_strangers(
    plant: Plant,
) -> None:
    theme = plant.theme("Waiting at the gate", plant.session(GATE[:1]))
    plant.connection.execute(
        "insert into leaven.theme_signals (theme_id, kind, org_id, p, seen, week)"
        """ values (%s, 'rise', %s, 0.001, '{"sessions": 4}', '2026-W40')""",
        (theme, plant.org),
    )
    with plant.acting(plant.member):
        (signal,) = plant.call("weak_signals", plant.org)["signals"]
    assert signal["seen"] is None
    with plant.acting(Plant(plant.connection, "Elsewhere").facilitator):
        assert plant.call("weak_signals", plant.org)["signals"] == []
