"""One tap at the desk: what it does, what it refuses, and that undo brings all back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.plant import Plant
from tests.support.processes import wait_until

FEATURES = {"cent": 0.4, "margin": 0.1, "char": 0.2}


def offer(plant: Plant, line: UUID, theme: UUID, p: float) -> None:
    plant.connection.execute(
        "insert into leaven.links (org_id, observation_id, theme_id, state, source, p, reasons)"
        " values (%s, %s, %s, 'suggested', 'machine', %s, %s)",
        (plant.org, line, theme, p, Jsonb({"features": FEATURES})),
    )


def offer_pair(plant: Plant, line: UUID, other: UUID, p: float) -> None:
    plant.connection.execute(
        "insert into leaven.twins (observation_id, other_id, org_id, state, p)"
        " values (%s, %s, %s, 'suggested', %s)",
        (line, other, plant.org, p),
    )


def settle(plant: Plant, lines: list[UUID], **where: object) -> tuple[UUID, dict[str, object]]:
    event = uuid4()
    given = [where.get(name) for name in ("theme", "title", "other")]
    with plant.acting(plant.facilitator):
        return event, plant.call("settle_lines", event, plant.org, lines, *given)


def undo(plant: Plant, event: UUID) -> dict[str, object]:
    with plant.acting(plant.colleague):
        return plant.call("undo_settled", plant.org, event)


def standing(plant: Plant) -> tuple[object, ...]:
    """All links and pairs as they stand, to compare before and after."""
    return (
        plant.rows(
            "select observation_id, theme_id, state, source, p, reasons from leaven.links"
            " order by 1, 2"
        ),
        plant.rows("select observation_id, other_id, state, p from leaven.twins order by 1, 2"),
        plant.rows("select id, title, merged_into from leaven.themes order by 1"),
    )


def replayed(plant: Plant) -> list[tuple[object, ...]]:
    """The links that follow from the log of decisions alone."""
    return plant.rows(
        "select observation_id, theme_id, state from private.replayed_links(%s) order by 1, 2",
        plant.org,
    )


@pytest.fixture
def offered(plant: Plant) -> tuple[list[UUID], list[UUID]]:
    """Three lines in the order of their sureness, each offered two themes and a pair."""
    lines = sorted(plant.session(["the hoist is slow", "the slow hoist", "a hoist that crawls"]))
    (other,) = plant.session(["our hoist takes ages"], site=1)
    themes = [plant.theme(title, []) for title in ("Slow hoists", "Worn cables", "Waiting")]
    for line in lines:
        offer(plant, line, themes[0], 0.7)
        offer(plant, line, themes[1], 0.4)
        offer_pair(plant, line, other, 0.3)
    return [*lines, other], themes


def test_the_first_suggestion_is_taken_and_nothing_else_is_refused(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, worn, _) = offered
    settle(plant, [line], theme=slow)
    assert plant.linked(slow) == {line}
    assert plant.rows(
        "select state from leaven.links where observation_id = %s and theme_id = %s", line, worn
    ) == [("suggested",)]


def test_taking_the_second_says_no_to_the_first_and_the_machine_learns_both(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, worn, _) = offered
    settle(plant, [line], theme=worn)
    assert replayed(plant) == sorted([(line, slow, "rejected"), (line, worn, "linked")])
    assert plant.rows("select distinct features from leaven.link_decisions") == [(FEATURES,)]


def test_a_theme_that_was_searched_for_says_no_to_all_that_was_offered_but_not_to_like_lines(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, worn, waiting) = offered
    settle(plant, [line], theme=waiting)
    assert {state for _, theme, state in replayed(plant) if theme in (slow, worn)} == {"rejected"}
    assert plant.rows("select state from leaven.twins where observation_id = %s", line) == [
        ("suggested",)
    ]


def test_set_aside_says_no_to_all_and_the_line_waits_in_the_visible_pool(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), _ = offered
    settle(plant, [line])
    with plant.acting(plant.facilitator):
        pool = plant.call("desk_pool", plant.org)["lines"]
        assert [each["id"] for each in pool if each["id"] == str(line)] == [str(line)]
        assert plant.call("desk_pool", plant.org, "HOIST")["lines"] == pool
        assert plant.call("desk_pool", plant.org, "CONVEYOR")["lines"] == []
    assert plant.rows("select state from leaven.twins where observation_id = %s", line) == [
        ("rejected",)
    ]


def test_a_new_theme_is_made_with_several_lines_in_one_act(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    lines, _ = offered
    theme = uuid4()
    settle(plant, lines[:3], theme=theme, title="  Hoists that crawl ")
    assert plant.linked(theme) == set(lines[:3])
    assert plant.rows("select title, title_by from leaven.themes where id = %s", theme) == [
        ("Hoists that crawl", "person")
    ]


def test_a_line_beside_one_that_says_the_same_makes_a_theme_of_both(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    lines, _ = offered
    _, answer = settle(plant, [lines[0]], other=lines[3])
    made = UUID(str(answer["theme"]))
    assert plant.linked(made) == {lines[0], lines[3]}
    _, again = settle(plant, [lines[1]], other=lines[3])
    assert again["theme"] == answer["theme"], "the second joins the theme that stands"


@pytest.mark.parametrize("way", ["theme", "second", "found", "new", "beside", "aside", "several"])
def test_undo_brings_back_exactly_what_stood_there(
    plant: Plant, offered: tuple[list[UUID], list[UUID]], way: str
) -> None:
    lines, (slow, worn, waiting) = offered
    before = standing(plant)
    ways: dict[str, tuple[list[UUID], dict[str, object]]] = {
        "theme": (lines[:1], {"theme": slow}),
        "second": (lines[:1], {"theme": worn}),
        "found": (lines[:1], {"theme": waiting}),
        "new": (lines[:1], {"theme": uuid4(), "title": "New"}),
        "beside": (lines[:1], {"other": lines[3]}),
        "aside": (lines[:1], {}),
        "several": (lines[:3], {"theme": slow}),
    }
    chosen, where = ways[way]
    event, _ = settle(plant, chosen, **where)
    assert standing(plant) != before
    assert undo(plant, event)["repeated"] is False
    assert standing(plant) == before
    assert replayed(plant) == []
    assert undo(plant, event)["repeated"] is True


def test_undo_leaves_what_a_person_did_with_the_line_since(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, _, waiting) = offered
    event, _ = settle(plant, [line], theme=slow)
    with plant.acting(plant.colleague):
        plant.call("decide_link", uuid4(), line, slow, "rejected")
        plant.call("decide_link", uuid4(), line, waiting, "linked")
    undo(plant, event)
    assert (plant.linked(slow), plant.linked(waiting)) == (set(), {line})


def test_one_act_sent_twice_happens_once(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, *_) = offered
    event = uuid4()
    with plant.acting(plant.facilitator):
        plant.call("settle_lines", event, plant.org, [line], slow)
        assert plant.call("settle_lines", event, plant.org, [line], slow)["repeated"]
    assert len(plant.rows("select 1 from leaven.link_decisions")) == 1


def test_the_second_of_two_facilitators_is_told_and_changes_nothing(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    lines, (slow, worn, _) = offered
    settle(plant, [lines[0]], theme=slow)
    with (
        pytest.raises(psycopg.Error, match="placed this line meanwhile"),
        plant.acting(plant.colleague),
    ):
        plant.call("settle_lines", uuid4(), plant.org, [lines[0]], worn)
    _, answer = settle(plant, lines[:2], theme=worn)
    assert answer["settled"] == [str(lines[1])], "of several, those still free are placed"
    assert plant.linked(slow) == {lines[0]}


async def test_of_two_facilitators_in_the_same_moment_the_second_waits_and_is_told(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    (line, *_), (slow, worn, _) = offered
    address = plant.connection.info.dsn

    def second() -> str:
        with psycopg.connect(address, autocommit=True) as own:
            mine = plant.through(own)
            with pytest.raises(psycopg.Error) as refused, mine.acting(plant.colleague):
                mine.call("settle_lines", uuid4(), plant.org, [line], worn)
            return str(refused.value)

    def waits() -> bool:
        return bool(plant.rows("select 1 from pg_locks where not granted"))

    with ThreadPoolExecutor() as threads:
        with plant.acting(plant.facilitator):
            plant.call("settle_lines", uuid4(), plant.org, [line], slow)
            told = threads.submit(second)
            wait_until(waits)
        assert "placed this line meanwhile" in told.result()
    assert (plant.linked(slow), plant.linked(worn)) == ({line}, set())


def test_a_line_still_with_another_team_cannot_be_settled(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    _, (slow, *_) = offered
    (secret,) = plant.session(["only ours"], week=None)
    with pytest.raises(psycopg.Error, match="may not see it yet"):
        settle(plant, [secret], theme=slow)


def test_nobody_but_a_facilitator_settles_or_undoes(
    plant: Plant, offered: tuple[list[UUID], list[UUID]]
) -> None:
    lines, (slow, *_) = offered
    event, _ = settle(plant, [lines[0]], theme=slow)
    for function, given in (
        ("settle_lines", (uuid4(), plant.org, [lines[1]], slow)),
        ("undo_settled", (plant.org, event)),
    ):
        with pytest.raises(psycopg.Error), plant.acting(plant.member):
            plant.call(function, *given)
    with plant.acting(plant.member):
        assert plant.call("desk_pool", plant.org)["lines"] == []


def test_too_many_lines_at_once_are_refused(plant: Plant) -> None:
    with pytest.raises(psycopg.Error, match="between one and a hundred"):
        settle(plant, [])
    with pytest.raises(psycopg.Error, match="between one and a hundred"):
        settle(plant, [uuid4() for _ in range(101)])


def test_a_declined_proposal_is_asked_again_when_that_is_undone(plant: Plant) -> None:
    lines = plant.session(["a", "b"])
    [(proposal,)] = plant.rows(
        "insert into leaven.theme_proposals (org_id, kind, subject, line_ids, title, alike)"
        " values (%s, 'new', 's', %s, 'The same', .5) returning id",
        plant.org,
        lines,
    )
    with plant.acting(plant.facilitator):
        plant.call("decide_proposal", uuid4(), proposal, False)
        assert plant.call("theme_proposals", plant.org)["proposals"] == []
        plant.call("reopen_proposal", proposal)
        assert len(plant.call("theme_proposals", plant.org)["proposals"]) == 1
    with pytest.raises(psycopg.Error, match="no such proposal"), plant.acting(plant.member):
        plant.call("reopen_proposal", proposal)
