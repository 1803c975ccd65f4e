"""The sponsor decides once, with a reason, on what the team has released."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.decision import NewDecision, Verdict
from app.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from services.backend.visitor import Visitor
from tests.support.actions import Proposed, move_clock, propose, run, seat_at
from tests.support.works import Works

SEEN_BY_SPONSOR = {
    "id", "topic", "change", "so_that", "owner_role", "due", "size", "strength", "cost_class",
    "helps", "state", "lines", "last", "overdue", "would_help", "did_it_help",
}  # fmt: skip


async def decide(
    sponsor: Visitor, action: Proposed, verdict: Verdict, reason: str = "", **more: object
) -> None:
    decision = NewDecision(
        id=uuid4(),
        action_id=action.id,
        verdict=verdict,
        reason=reason,
        **more,  # type: ignore[arg-type]
    )
    await sponsor.loop.decisions.decide(decision)


async def only_card(works: Works, sponsor: Visitor) -> dict[str, object]:
    org = await works.organisation(sponsor)
    [card] = (await sponsor.loop.decisions._connection.read("sponsor_cards", org=str(org.id)))[
        "cards"
    ]
    assert isinstance(card, dict)
    return card


async def test_a_sponsor_sees_the_action_and_its_lines_and_nothing_of_who_said_them(
    works: Works,
) -> None:
    action = propose(works)
    card = await only_card(works, await works.person("sponsor"))
    assert set(card) == SEEN_BY_SPONSOR
    lines = card["lines"]
    assert isinstance(lines, list)
    assert {UUID(line["id"]) for line in lines} == set(action.lines)
    assert all(set(line) == {"id", "words", "lens", "translation"} for line in lines)


async def test_a_plain_yes_needs_no_words_and_the_card_goes(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    await decide(sponsor, action, "approved")
    org = await works.organisation(sponsor)
    assert await sponsor.loop.decisions.waiting(org.id) == []
    assert run(works, "select state from leaven.actions where id = %s", action.id) == [
        ("approved",)
    ]


@pytest.mark.parametrize("verdict", ["approved_with_change", "asked", "deferred", "declined"])
@pytest.mark.parametrize("reason", ["", "  \n\t "])
async def test_everything_but_a_plain_yes_needs_its_reason(
    works: Works, verdict: Verdict, reason: str
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    with pytest.raises(InvalidInputError) as refused:
        await decide(sponsor, action, verdict, reason, deferred_until=date(2030, 1, 1))
    assert refused.value.code == "reason_needed"
    assert run(works, "select * from leaven.decisions") == []


@pytest.mark.parametrize("until", [None, date(2026, 1, 1)])
async def test_putting_off_needs_a_day_to_come(works: Works, until: date | None) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    with pytest.raises(InvalidInputError) as refused:
        await decide(
            sponsor, action, "deferred", "The budget is made in spring.", deferred_until=until
        )
    assert refused.value.code == "date_needed"


async def test_of_two_decisions_at_once_the_first_stands_and_the_second_sees_it(
    works: Works,
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    outcomes = await asyncio.gather(
        decide(sponsor, action, "approved"),
        decide(sponsor, action, "declined", "No money this year."),
        return_exceptions=True,
    )
    [refused] = [each for each in outcomes if each is not None]
    assert isinstance(refused, ConflictError)
    assert refused.code == "already_decided"
    [(stands,)] = run(works, "select verdict from leaven.decisions")
    assert str(stands).replace("_", " ") in str(refused)


async def test_a_card_that_was_read_before_a_question_was_asked_is_out_of_date(
    works: Works,
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    await decide(sponsor, action, "asked", "How often does it happen?")
    with pytest.raises(ConflictError, match="asked"):
        await decide(sponsor, action, "approved")
    last = (await sponsor.loop.decisions.card(action.id)).last
    assert last is not None
    await decide(sponsor, action, "approved", seen=last.id)


async def test_a_queue_that_sends_a_decision_twice_decides_once(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    decision = NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    first = await sponsor.loop.decisions.decide(decision)
    assert await sponsor.loop.decisions.decide(decision) == first
    assert run(works, "select count(*) from leaven.decisions") == [(1,)]


async def test_an_action_whose_lines_were_withdrawn_is_not_decided(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    run(works, "delete from leaven.observations where id = any(%s)", list(action.lines))
    org = await works.organisation(sponsor)
    assert await sponsor.loop.decisions.waiting(org.id) == []
    with pytest.raises(ConflictError) as refused:
        await decide(sponsor, action, "approved")
    assert refused.value.code == "ungrounded"


@pytest.mark.parametrize("role", ["member", "representative", "administrator"])
async def test_nobody_but_a_sponsor_or_the_teams_facilitator_decides(
    works: Works, role: str
) -> None:
    person, action = await works.person(role), propose(works)
    with pytest.raises(NotFoundError):
        await decide(person, action, "approved")
    with pytest.raises(NotAllowedError):
        await person.loop.decisions.waiting((await works.organisation(person)).id)


async def test_with_the_sponsor_in_the_room_the_tablet_decides_and_says_so(works: Works) -> None:
    facilitator, action = await works.person("facilitator"), propose(works)
    await decide(facilitator, action, "approved_with_change", "From Monday, and for the yard too.")
    last = (await facilitator.loop.decisions.card(action.id)).last
    assert last is not None
    assert last.in_room


async def test_drafts_are_no_sponsors_business(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, state="draft")
    with pytest.raises(NotFoundError):
        await sponsor.loop.decisions.card(action.id)


async def test_what_was_decided_is_never_changed_or_taken_away(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    await decide(sponsor, action, "declined", "The belt is replaced in March.")
    for statement in ("update leaven.decisions set reason = 'x'", "delete from leaven.decisions"):
        with pytest.raises(psycopg.Error, match="stands"):
            run(works, statement)


async def test_no_road_leads_to_a_verdict_without_a_decision(works: Works) -> None:
    action = propose(works)
    with pytest.raises(psycopg.Error, match="sponsor decides"):
        run(works, "update leaven.actions set state = 'approved' where id = %s", action.id)


async def test_three_days_of_silence_are_shown_as_overdue_by_the_databases_clock(
    works: Works,
) -> None:
    move_clock(works, date(2026, 11, 2))
    action = propose(works)
    sponsor = await works.person("sponsor")
    move_clock(works, date(2026, 11, 5))
    assert not (await sponsor.loop.decisions.card(action.id)).overdue
    move_clock(works, date(2026, 11, 6))
    assert (await sponsor.loop.decisions.card(action.id)).overdue


async def test_a_crew_sees_that_its_sponsor_is_overdue(works: Works) -> None:
    move_clock(works, date(2026, 11, 2))
    action = propose(works)
    [seat] = seat_at(works, action.session_id, 1)
    crew = (await works.nobody()).loop.crew
    assert not (await crew.page(seat)).actions[0].overdue
    move_clock(works, date(2026, 11, 6))
    assert (await crew.page(seat)).actions[0].overdue


async def test_a_day_that_was_promised_and_passed_is_overdue(works: Works) -> None:
    move_clock(works, date(2026, 11, 2))
    sponsor, action = await works.person("sponsor"), propose(works)
    await decide(
        sponsor, action, "deferred", "After stocktaking.", deferred_until=date(2026, 11, 9)
    )
    assert not (await sponsor.loop.decisions.card(action.id)).overdue
    move_clock(works, date(2026, 11, 10))
    assert (await sponsor.loop.decisions.card(action.id)).overdue
