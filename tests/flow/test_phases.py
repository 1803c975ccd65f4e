"""The way of a session: every step from every phase, for every role, and what stands in the way."""

import asyncio
from typing import get_args
from uuid import uuid4

import pytest

from app.domain.phase import PHASES, Phase
from app.errors import ConflictError, InvalidInputError, LeavenError, NotFoundError
from services.backend.visitor import Visitor
from tests.flow.conftest import Crew

STEPS = {
    ("prepare", "learn"),
    ("learn", "soak"),
    ("soak", "improve"),
    ("soak", "learn"),
    ("improve", "soak"),
    ("improve", "share"),
    ("share", "improve"),
    ("share", "closed"),
}
ROLES = ("sponsor", "member", "representative", "administrator", "another", "seat", "nobody")


async def visitor_as(role: str, crew: Crew) -> Visitor:
    if role == "seat":
        return crew.seats[0]
    if role == "nobody":
        return await crew.works.nobody()
    if role == "another":  # a facilitator of the organisation who does not guide this session
        await crew.tables.execute(
            "insert into leaven.memberships (org_id, person_id, role) select org_id, person_id,"
            " 'facilitator' from leaven.memberships where role = 'member'"
        )
        return await crew.works.person("member")
    return await crew.works.person(role)


@pytest.mark.parametrize("now", PHASES)
async def test_a_session_goes_step_by_step(crew: Crew, now: Phase) -> None:
    for wanted in PHASES:
        await crew.to(now)
        move = crew.guide.flows.move(crew.session_id, wanted, seen=now, reason="Line down.")
        if (now, wanted) in STEPS or now == wanted:
            assert (await move).phase == wanted
            continue
        with pytest.raises(ConflictError) as refused:
            await move
        assert refused.value.code == "no_such_step"


@pytest.mark.parametrize("role", ROLES)
async def test_only_the_guide_moves_a_session(crew: Crew, role: str) -> None:
    visitor = await visitor_as(role, crew)
    for now, wanted in sorted(STEPS):
        await crew.to(now)
        with pytest.raises(LeavenError) as refused:
            await visitor.flows.move(
                crew.session_id, _phase(wanted), seen=_phase(now), reason="No."
            )
        assert refused.value.code in {"not_found", "not_allowed"}
        assert (await crew.guide.flows.of(crew.session_id)).phase == now


def _phase(name: str) -> Phase:
    return next(each for each in get_args(Phase) if each == name)


async def test_nobody_learns_before_the_promise_was_shown(crew: Crew) -> None:
    await crew.to("prepare")
    await crew.tables.execute("update leaven.sessions set promise_shown = false")
    with pytest.raises(ConflictError, match="Show the promise"):
        await crew.guide.flows.move(crew.session_id, "learn", seen="prepare")


async def test_soak_is_not_shortened_without_a_reason_that_all_see(crew: Crew) -> None:
    await crew.to("soak")
    for reason in ("", "   "):
        with pytest.raises(ConflictError, match="give a reason that everyone will see"):
            await crew.guide.flows.move(crew.session_id, "improve", seen="soak", reason=reason)
    await crew.guide.flows.move(
        crew.session_id, "improve", seen="soak", reason="The shift goes on leave."
    )
    for seat in crew.seats:
        told = await seat.soaking.of(seat.seat)
        assert told.soak_shortened_because == "The shift goes on leave."


async def test_improve_opens_without_a_reason_when_soak_is_over(crew: Crew) -> None:
    await crew.to("soak")
    await crew.tables.execute("update leaven.sessions set soak_until = now() - interval '1 minute'")
    assert (await crew.guide.flows.of(crew.session_id)).soak_over
    moved = await crew.guide.flows.move(crew.session_id, "improve", seen="soak")
    assert (moved.phase, moved.soak_shortened_because) == ("improve", "")


async def test_improve_needs_somebody_who_can_decide(crew: Crew) -> None:
    await crew.to("soak")
    await crew.tables.execute("update leaven.sessions set sponsor_role = ''")
    with pytest.raises(ConflictError, match="Name the sponsor's role"):
        await crew.guide.flows.move(crew.session_id, "improve", seen="soak", reason="Short week.")
    await crew.guide.flows.name_sponsor(crew.session_id, "Plant manager", "improve_only")
    moved = await crew.guide.flows.move(
        crew.session_id, "improve", seen="soak", reason="Short week."
    )
    assert moved.sponsor_role == "Plant manager"


@pytest.mark.parametrize("hours", [0, 11, 337, -3])
async def test_soak_lasts_from_twelve_hours_to_fourteen_days(crew: Crew, hours: int) -> None:
    with pytest.raises(InvalidInputError, match="12 hours to 14 days"):
        await crew.guide.flows.move(crew.session_id, "soak", seen="learn", soak_hours=hours)
    await crew.guide.flows.move(crew.session_id, "soak", seen="learn", soak_hours=48)
    with pytest.raises(InvalidInputError, match="12 hours to 14 days"):
        await crew.guide.flows.change_soak(crew.session_id, hours, "No.")


async def test_a_longer_soak_needs_no_reason_and_a_shorter_one_does(crew: Crew) -> None:
    flows = crew.guide.flows
    before = await flows.move(crew.session_id, "soak", seen="learn", soak_hours=24)
    longer = await flows.change_soak(crew.session_id, 72)
    assert longer.soak_until is not None
    assert before.soak_until is not None
    assert longer.soak_until > before.soak_until
    with pytest.raises(InvalidInputError, match="reason that everyone will see"):
        await flows.change_soak(crew.session_id, 12)
    shorter = await flows.change_soak(crew.session_id, 12, "Two are on leave from Friday.")
    assert shorter.soak_shortened_because == "Two are on leave from Friday."


async def test_the_team_is_reminded_once(crew: Crew) -> None:
    await crew.to("soak")
    await crew.guide.flows.remind(crew.session_id)
    assert (await crew.seats[0].soaking.of(crew.seats[0].seat)).reminded
    with pytest.raises(ConflictError, match="Once is enough"):
        await crew.guide.flows.remind(crew.session_id)


async def test_two_tablets_that_take_the_same_step_take_it_once(crew: Crew) -> None:
    flows = crew.guide.flows
    first = await flows.move(crew.session_id, "soak", seen="learn", soak_hours=24)
    again = await flows.move(crew.session_id, "soak", seen="learn", soak_hours=48)
    assert again.soak_until == first.soak_until


async def test_of_two_different_steps_at_the_same_moment_one_is_taken(crew: Crew) -> None:
    await crew.to("soak")
    answers = await asyncio.gather(
        crew.guide.flows.move(crew.session_id, "learn", seen="soak"),
        crew.guide.flows.move(crew.session_id, "improve", seen="soak", reason="We are all here."),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, ConflictError)]
    assert [each.code for each in refused] == ["moved_on"]
    board = await crew.guide.sessions.board(crew.session_id)
    taken = "learn" if isinstance(answers[1], ConflictError) else "improve"
    assert board.session.phase == taken


async def test_a_tap_on_an_old_picture_does_not_skip_a_phase(crew: Crew) -> None:
    await crew.to("improve")
    with pytest.raises(ConflictError) as refused:
        await crew.guide.flows.move(crew.session_id, "share", seen="soak")
    assert refused.value.code == "moved_on"


async def test_a_story_that_is_out_does_not_go_back_to_learn_or_soak(released: Crew) -> None:
    with pytest.raises(ConflictError) as refused:
        await released.guide.flows.move(released.session_id, "soak", seen="improve")
    assert refused.value.code == "released"


async def test_a_second_facilitator_shares_and_then_goes_on_alone(crew: Crew) -> None:
    other = await visitor_as("another", crew)
    person = await other.organisations.me()
    await crew.guide.flows.hand_over(crew.session_id, person.person_id, stay=True)
    assert (await other.flows.of(crew.session_id)).guides == 2
    await crew.guide.flows.leave(crew.session_id)
    with pytest.raises(NotFoundError):
        await crew.guide.flows.of(crew.session_id)
    with pytest.raises(ConflictError, match="only guide"):
        await other.flows.leave(crew.session_id)


async def test_a_session_is_handed_to_facilitators_only(crew: Crew) -> None:
    with pytest.raises(InvalidInputError, match="a facilitator of your organisation"):
        await crew.guide.flows.hand_over(crew.session_id, uuid4())


async def test_another_facilitator_takes_over_when_the_tablet_is_lost(spoken: Crew) -> None:
    other = await visitor_as("another", spoken)
    organisation = await spoken.works.organisation(other)
    running = await other.flows.running(organisation.id)
    assert spoken.session_id in {each.id for each in running}
    await other.flows.take_over(spoken.session_id)
    assert len((await other.sessions.board(spoken.session_id)).lines) == 3
    seat = spoken.seats[0]
    assert (await seat.soaking.of(seat.seat)).guides == 2


@pytest.mark.parametrize("role", [each for each in ROLES if each != "another"])
async def test_nobody_but_a_facilitator_takes_over(crew: Crew, role: str) -> None:
    visitor = await visitor_as(role, crew)
    with pytest.raises(LeavenError):
        await visitor.flows.take_over(crew.session_id)


async def test_everyone_sees_when_the_sponsor_comes_in(crew: Crew) -> None:
    await crew.guide.flows.sponsor_enters(crew.session_id, True)
    assert (await crew.seats[0].soaking.of(crew.seats[0].seat)).sponsor_in_room


async def test_a_session_that_lay_open_for_a_month_says_so_and_goes_on(spoken: Crew) -> None:
    await spoken.tables.execute("update leaven.sessions set opened_at = now() - interval '40 days'")
    assert (await spoken.guide.flows.of(spoken.session_id)).stale
    moved = await spoken.guide.flows.move(spoken.session_id, "soak", seen="learn")
    assert moved.phase == "soak"


async def test_a_seat_that_comes_back_late_finds_where_the_session_is(released: Crew) -> None:
    seat = released.seats[0]
    late = await seat.soaking.of(seat.seat)
    assert (late.phase, late.released) == ("improve", True)
    assert {each.words for each in late.story} >= {"I lift the drum alone at night."}
    with pytest.raises(LeavenError) as refused:
        await seat.soaking.resonate(seat.seat, late.story[0].id, "too")
    assert refused.value.code in {"released", "moved_on"}
