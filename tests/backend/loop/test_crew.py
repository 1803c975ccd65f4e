"""The crew answers, nobody can tell who, and silence has a name."""

from datetime import date
from uuid import uuid4

import pytest

from app.domain.crew import CrewAction
from app.domain.decision import NewDecision
from app.errors import ConflictError, InvalidInputError, NotFoundError
from services.backend.visitor import Visitor
from tests.support.actions import Proposed, move_clock, propose, run, seat_at
from tests.support.works import Works


async def done_on_the_second(works: Works) -> tuple[Proposed, list[str], Visitor]:
    """An action that was approved and done on 2 November, and the team's seats."""
    move_clock(works, date(2026, 11, 2))
    sponsor, action = await works.person("sponsor"), propose(works)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    )
    run(works, "update leaven.actions set state = 'done' where id = %s", action.id)
    return action, seat_at(works, action.session_id), sponsor


async def seen_by(works: Works, seat: str) -> CrewAction:
    return (await (await works.nobody()).loop.crew.page(seat)).actions[0]


async def test_before_the_decision_the_crew_says_whether_it_would_help(works: Works) -> None:
    action = propose(works)
    seats = seat_at(works, action.session_id)
    crew = (await works.nobody()).loop.crew
    assert (await seen_by(works, seats[0])).question == "would_help"
    for seat in seats[:2]:
        await crew.answer(seat, action.id, "yes")
    assert (await seen_by(works, seats[0])).spreads == {}
    await crew.answer(seats[2], action.id, "no")
    assert (await seen_by(works, seats[0])).spreads == {"would_help": {"yes": 2, "no": 1}}


async def test_the_sponsor_learns_a_word_from_five_answers_on_and_it_never_moves(
    works: Works,
) -> None:
    action = propose(works)
    seats = seat_at(works, action.session_id, 8)
    crew, sponsor = (await works.nobody()).loop.crew, await works.person("sponsor")
    for seat in seats[:4]:
        await crew.answer(seat, action.id, "yes")
    assert (await sponsor.loop.decisions.card(action.id)).would_help is None
    await crew.answer(seats[4], action.id, "no")
    assert (await sponsor.loop.decisions.card(action.id)).would_help == "yes"
    for seat in seats[5:]:
        await crew.answer(seat, action.id, "no")
    assert (await sponsor.loop.decisions.card(action.id)).would_help == "yes"


async def test_a_seat_answers_once_and_the_first_answer_stands(works: Works) -> None:
    action = propose(works)
    [seat] = seat_at(works, action.session_id, 1)
    crew = (await works.nobody()).loop.crew
    assert await crew.answer(seat, action.id, "yes")
    assert not await crew.answer(seat, action.id, "no")
    assert run(works, "select counts from leaven.crew_answers") == [({"yes": 1},)]


async def test_did_it_help_is_asked_thirty_days_after_it_was_done_and_not_a_day_before(
    works: Works,
) -> None:
    action, seats, _ = await done_on_the_second(works)
    move_clock(works, date(2026, 12, 1))
    assert (await seen_by(works, seats[0])).question is None
    with pytest.raises(ConflictError):
        await (await works.nobody()).loop.crew.answer(seats[0], action.id, "better")
    move_clock(works, date(2026, 12, 2))
    assert (await seen_by(works, seats[0])).question == "did_it_help"
    move_clock(works, date(2026, 12, 17))
    assert (await seen_by(works, seats[0])).question is None


async def test_what_is_different_now_stays_in_the_team_until_three_let_it_go(works: Works) -> None:
    action, seats, _ = await done_on_the_second(works)
    move_clock(works, date(2026, 12, 3))
    crew, facilitator = (await works.nobody()).loop.crew, await works.person("facilitator")
    await crew.answer(seats[0], action.id, "better", "The second pair of hands is there.")
    assert (await seen_by(works, seats[1])).differences == ()
    with pytest.raises(ConflictError) as refused:
        await facilitator.loop.decisions.let_differences_go(action.id)
    assert refused.value.code == "too_few"
    for seat in seats[1:3]:
        await crew.answer(seat, action.id, "better")
    assert (await seen_by(works, seats[1])).differences == ("The second pair of hands is there.",)
    await facilitator.loop.decisions.let_differences_go(action.id)


async def test_the_owner_alone_cannot_say_that_it_helped(works: Works) -> None:
    action, seats, sponsor = await done_on_the_second(works)
    move_clock(works, date(2026, 12, 3))
    await (await works.nobody()).loop.crew.answer(seats[0], action.id, "better")
    run(works, "select private.close_questions('2026-12-20')")
    assert (await sponsor.loop.decisions.card(action.id)).did_it_help == "not_enough"


async def test_when_the_question_closes_a_word_leaves_the_team_and_the_marks_go(
    works: Works,
) -> None:
    action, seats, sponsor = await done_on_the_second(works)
    move_clock(works, date(2026, 12, 3))
    crew = (await works.nobody()).loop.crew
    for seat, answer in zip(seats, ("better", "better", "better", "same", "better"), strict=False):
        await crew.answer(seat, action.id, answer)
    assert (await sponsor.loop.decisions.card(action.id)).did_it_help is None
    run(works, "select private.close_questions('2026-12-17')")
    assert (await sponsor.loop.decisions.card(action.id)).did_it_help == "better"
    assert run(works, "select * from private.crew_marks") == []
    assert run(works, "select * from private.crew_keys") == []


async def test_hands_are_counted_by_the_facilitator_three_at_least(works: Works) -> None:
    action, facilitator = propose(works), await works.person("facilitator")
    with pytest.raises(InvalidInputError):
        await facilitator.loop.decisions.count_hands(action.id, {"yes": 2})
    await facilitator.loop.decisions.count_hands(action.id, {"yes": 4, "partly": 1})
    assert (await facilitator.loop.decisions.card(action.id)).would_help == "yes"


async def test_a_seat_of_another_session_does_not_answer(works: Works) -> None:
    action = propose(works)
    other = propose(works, topic="Loading the late trailer")
    [seat] = seat_at(works, other.session_id, 1)
    with pytest.raises(NotFoundError):
        await (await works.nobody()).loop.crew.answer(seat, action.id, "yes")


async def test_a_line_that_nobody_answered_for_fourteen_days_is_shown_as_unanswered(
    works: Works,
) -> None:
    topic = "New scanners in the yard"  # released in the week of 9 November
    [(session,)] = run(works, "select id from leaven.sessions where topic = %s", topic)
    [seat] = seat_at(works, session, 1)  # type: ignore[arg-type]
    crew = (await works.nobody()).loop.crew
    move_clock(works, date(2026, 11, 22))
    assert not any(line.too_long for line in (await crew.page(seat)).unanswered)
    move_clock(works, date(2026, 11, 23))
    waiting = (await crew.page(seat)).unanswered
    assert len(waiting) == 4
    assert all(line.too_long for line in waiting)
    sponsor = await works.person("sponsor")
    org = await works.organisation(sponsor)
    assert {line.id for line in waiting} <= {
        line.id for line in await sponsor.loop.decisions.unanswered(org.id)
    }


async def test_a_decision_or_a_leaders_reason_ends_the_silence(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    [seat] = seat_at(works, action.session_id, 1)
    crew = (await works.nobody()).loop.crew
    before = len((await crew.page(seat)).unanswered)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="declined", reason="Sold in May.")
    )
    assert len((await crew.page(seat)).unanswered) == before - 1
    for (theme,) in run(works, "select id from leaven.themes"):
        await sponsor.loop.why_notes.leave(theme, "operations manager", "The budget ends in June.")  # type: ignore[arg-type]
    page = await crew.page(seat)
    assert len(page.unanswered) < before - 1
    assert page.why_notes
