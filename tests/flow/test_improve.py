"""Improve: defences before new ones, actions on released lines, dots that nobody can trace."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.domain.action import Action, mix
from app.domain.defence import Defence
from app.domain.flow import DotRound
from app.errors import ConflictError, InvalidInputError
from tests.flow.conftest import WORDS, Crew

ROSTER = "The roster rule, so that infeed 2 at night always has two"


def an_action(*lines: UUID, change: str = ROSTER) -> Action:
    return Action(
        id=uuid4(),
        change=change,
        so_that="nobody lifts alone",
        owner_role="Planner",
        due=date(2027, 1, 4),
        strength="stronger",
        lines=lines,
    )


async def round_of(crew: Crew) -> DotRound:
    found = (await crew.guide.flows.of(crew.session_id)).round
    assert found is not None
    return found


async def test_an_action_is_written_grounded_and_put_forward(released: Crew) -> None:
    improving, session = released.guide.improving, released.session_id
    line = await released.line(WORDS[0])
    action = an_action(line)
    await improving.write(session, action)
    await improving.propose(session, action.id)
    [kept] = (await released.guide.flows.of(session)).actions
    assert (kept.change, kept.lines, kept.state) == (ROSTER, (line,), "proposed")
    assert mix([kept]) == {"stronger": 1, "intermediate": 0, "weaker": 0}


async def test_an_action_without_a_released_line_is_not_put_forward(released: Crew) -> None:
    improving, session = released.guide.improving, released.session_id
    action = an_action()
    await improving.write(session, action)
    with pytest.raises(ConflictError, match="at least one of your team's released lines"):
        await improving.propose(session, action.id)
    released_ids = (await released.guide.flows.of(session)).released
    assert action.missing(released_ids) == ("a released line that it answers",)


async def test_an_action_says_what_for_who_and_until_when(released: Crew) -> None:
    improving, session = released.guide.improving, released.session_id
    action = an_action(await released.line(WORDS[0])).model_copy(update={"owner_role": " "})
    await improving.write(session, action)
    with pytest.raises(InvalidInputError, match="which role takes it on"):
        await improving.propose(session, action.id)


async def test_before_soak_has_ended_there_is_no_action_and_no_defence(spoken: Crew) -> None:
    for phase in ("learn", "soak"):
        await spoken.to(phase)
        with pytest.raises(ConflictError, match="when soak has ended"):
            await spoken.guide.improving.write(spoken.session_id, an_action())
        with pytest.raises(ConflictError, match="when soak has ended"):
            await spoken.guide.improving.set_defence(
                spoken.session_id, Defence(id=uuid4(), words="The guard", state="works")
            )


async def test_words_that_were_put_forward_are_taken_back_before_they_change(
    released: Crew,
) -> None:
    improving, session = released.guide.improving, released.session_id
    action = an_action(await released.line(WORDS[0]))
    await improving.write(session, action)
    await improving.propose(session, action.id)
    with pytest.raises(ConflictError, match="Take it back"):
        await improving.write(session, action)
    with pytest.raises(ConflictError, match="Only a draft"):
        await improving.drop(session, action.id)
    await improving.take_back(session, action.id)
    await improving.drop(session, action.id)
    assert (await released.guide.flows.of(session)).actions == ()


async def test_the_story_is_not_shared_while_an_action_is_open(released: Crew) -> None:
    improving, session = released.guide.improving, released.session_id
    action = an_action(await released.line(WORDS[0]))
    await improving.write(session, action)
    with pytest.raises(ConflictError, match="still a draft"):
        await released.guide.flows.move(session, "share", seen="improve")
    await improving.propose(session, action.id)
    with pytest.raises(ConflictError, match="waits for its decision"):
        await released.guide.flows.move(session, "share", seen="improve")


async def test_what_protects_us_today_comes_before_something_new(released: Crew) -> None:
    improving, session = released.guide.improving, released.session_id
    new = Defence(id=uuid4(), words="A second lifter", state="new")
    with pytest.raises(ConflictError, match="First what protects you today"):
        await improving.set_defence(session, new)
    await improving.set_defence(session, Defence(id=uuid4(), words="Joe's ear", state="skill"))
    await improving.set_defence(session, new)
    assert len((await released.guide.flows.of(session)).defences) == 2


async def test_dots_show_when_all_have_dotted(released: Crew) -> None:
    session = released.session_id
    for change in ("Two on nights", "A lifter"):
        await released.guide.improving.write(session, an_action(change=change))
    await released.guide.improving.open_dots(session, uuid4())
    running = await round_of(released)
    chosen = next(each.target for each in running.choices if each.words == "A lifter")
    for seat in released.seats:
        assert {each.dots for each in (await round_of(released)).choices} == {None}
        await seat.soaking.give_dots(seat.seat, running.id, [chosen])
    over = await round_of(released)
    assert (over.closed, over.enough) == (True, True)
    assert {each.words: each.dots for each in over.choices} == {"A lifter": 3, "Two on nights": 0}
    assert await released.count("private.dots") == 0
    assert await released.count("private.dot_keys") == 0


async def test_a_seat_changes_its_dots_while_the_round_runs(released: Crew) -> None:
    session, seat = released.session_id, released.seats[0]
    for change in ("Two on nights", "A lifter"):
        await released.guide.improving.write(session, an_action(change=change))
    await released.guide.improving.open_dots(session, uuid4())
    one, other = (each.target for each in (await round_of(released)).choices)
    await seat.soaking.give_dots(seat.seat, (await round_of(released)).id, [one, other])
    await seat.soaking.give_dots(seat.seat, (await round_of(released)).id, [other])
    assert (await seat.soaking.dots(seat.seat)).mine == (other,)


async def test_two_who_dotted_give_no_result(released: Crew) -> None:
    session = released.session_id
    for change in ("Two on nights", "A lifter"):
        await released.guide.improving.write(session, an_action(change=change))
    await released.guide.improving.open_dots(session, uuid4())
    running = await round_of(released)
    for seat in released.seats[:2]:
        await seat.soaking.give_dots(seat.seat, running.id, [running.choices[0].target])
    await released.guide.improving.close_dots(session, running.id)
    over = await round_of(released)
    assert (over.closed, over.enough) == (True, False)
    assert {each.dots for each in over.choices} == {None}


async def test_what_another_team_changed_for_the_same_assumption_is_shown(
    released: Crew,
) -> None:
    await released.guide.stories.assume(released.session_id, "staffing")
    await released.tables.execute(
        "with other as (select id, org_id from leaven.sessions where phase = 'closed' limit 1),"
        " a as (insert into leaven.assumptions (id, org_id, session_id, kind)"
        "       select gen_random_uuid(), org_id, id, 'staffing' from other)"
        " insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due)"
        " select gen_random_uuid(), org_id, id, 'Two by plan', 'no lift alone', 'Planner',"
        " '2026-12-01' from other"
    )
    assert (await released.guide.flows.of(released.session_id)).elsewhere == ()
    await released.tables.execute(
        "alter table leaven.actions disable trigger user;"
        "update leaven.actions set state = 'done';"
        "alter table leaven.actions enable trigger user"
    )
    [found] = (await released.guide.flows.of(released.session_id)).elsewhere
    assert (found.change, found.why, found.state) == (
        "Two by plan",
        ("assumption:staffing",),
        "done",
    )
