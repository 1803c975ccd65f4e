"""What goes wrong in a real session: one clear sentence each time, and nothing is lost."""

from uuid import uuid4

import flet as ft
import pytest

from app.domain.story import MOST_STEPS
from services.backend.visitor import Visitor
from tests.flow.conftest import WORDS, Crew
from tests.support.screen import PHONE, Screen, labels_of
from tests.support.visits import shown_to


def named(page: Screen, label: str) -> ft.TextField:
    return next(each for each in page.all(ft.TextField) if each.label == label)


async def another_guide(crew: Crew) -> Visitor:
    """A second facilitator of the organisation, who does not guide this session."""
    member = await crew.works.person("member")
    await crew.tables.execute(
        "update leaven.memberships set role = 'facilitator' where role = 'member'"
    )
    return member


async def test_of_two_tablets_the_late_one_is_told_and_shows_where_the_session_is(
    spoken: Crew,
) -> None:
    learn = f"/sessions/{spoken.session_id}/learn"
    async with shown_to(spoken.guide, learn) as tablet:
        await tablet.until(lambda: "Start Soak, 24 hours" in tablet.labels)
        await spoken.tables.execute("alter table leaven.sessions disable trigger user")
        await spoken.to("improve")  # by another tablet; this one has not heard of it yet
        await spoken.tables.execute("alter table leaven.sessions enable trigger user")
        await tablet.tap("Start Soak, 24 hours")
        await tablet.until(lambda: tablet.snacks)
        assert "moved on in the meantime" in tablet.snacks[-1]
        over = "The team is past Learn. What was heard stays here to be read."
        await tablet.until(lambda: over in tablet.texts)
    assert (await spoken.guide.sessions.board(spoken.session_id)).session.phase == "improve"


async def test_a_seat_that_comes_back_days_later_reads_where_the_session_is(released: Crew) -> None:
    async with shown_to(released.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: WORDS[1] in phone.texts)
        assert "Improve & Action" in " ".join(phone.texts)
        assert "Add it" not in phone.labels
        assert "Us too" not in phone.labels


async def test_another_facilitator_takes_a_lost_tablets_session_over(spoken: Crew) -> None:
    await spoken.guide.flows.pin(spoken.session_id, uuid4(), "moment")
    other = await another_guide(spoken)
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        async with shown_to(other, "/running") as tablet:
            await tablet.until(lambda: "Take over" in tablet.labels)
            assert "Clearing the wash bay" in tablet.texts
            ways = [each for each in tablet.all(ft.OutlinedButton) if labels_of(each)]
            organisation = await spoken.works.organisation(other)
            running = [each.id for each in await other.flows.running(organisation.id)]
            await tablet.tap(ways[running.index(spoken.session_id)])
        await phone.until(lambda: "2 people guide this session" in phone.texts)
    async with shown_to(other, f"/sessions/{spoken.session_id}/learn") as tablet:
        await tablet.until(lambda: "Pin 1" in tablet.texts)  # nothing of the other's work is lost
        assert WORDS[0] in tablet.texts


async def test_an_action_without_a_line_says_what_it_needs_and_stays_a_draft(
    released: Crew,
) -> None:
    async with shown_to(released.guide, f"/sessions/{released.session_id}/improve") as tablet:
        await tablet.until(lambda: "Write an action" in tablet.labels)
        await tablet.tap("Write an action")
        await tablet.type_into(named(tablet, "Change …"), "the roster rule")
        await tablet.type_into(named(tablet, "… so that …"), "two are there at night")
        await tablet.type_into(named(tablet, "Which role takes it on?"), "Planner")
        await tablet.tap("In 14 days")
        await tablet.tap("Keep it")
        await tablet.until(lambda: any(each.startswith("Still needs") for each in tablet.texts))
        assert "the roster rule" in tablet.texts
        assert "Put it forward" not in tablet.labels


async def test_a_procedure_of_two_hundred_pages_becomes_sixty_steps_and_says_so(
    spoken: Crew,
) -> None:
    pages = "\n".join(f"{at}. Turn valve {at} and wait for the lamp." for at in range(1, 6001))
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/story") as tablet:
        await tablet.until(lambda: "Add" in tablet.labels)
        await tablet.type_into(named(tablet, "A step, or paste the whole text: As written"), pages)
        await tablet.tap(next(each for each in tablet.all(ft.OutlinedButton) if not each.disabled))
        await tablet.until(lambda: tablet.snacks)
        assert tablet.snacks[-1] == "5940 more steps were left out: sixty are the most."
    steps = (await spoken.guide.flows.of(spoken.session_id)).steps
    assert len(steps) == MOST_STEPS
    assert steps[0].words == "Turn valve 1 and wait for the lamp."


@pytest.mark.parametrize("place", ["learn", "story", "soak"])
async def test_a_session_that_lay_open_for_a_month_says_what_to_do(
    spoken: Crew, place: str
) -> None:
    await spoken.tables.execute("update leaven.sessions set opened_at = now() - interval '40 days'")
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/{place}") as tablet:
        await tablet.until(lambda: "Open for more than a month" in tablet.texts)
        assert "Share what there is, or close it" in " ".join(tablet.texts)


@pytest.mark.parametrize(("who", "most"), [("seat", 20), ("guide", 40)])
async def test_two_hundred_lines_come_some_at_a_time(spoken: Crew, who: str, most: int) -> None:
    await spoken.tables.execute(
        "insert into leaven.observations (id, org_id, session_id, phase, words, state)"
        " select gen_random_uuid(), org_id, id, 'learn', 'Line number ' || n, 'confirmed'"
        " from leaven.sessions, generate_series(1, 200) n where id = %s",
        (spoken.session_id,),
    )
    visitor = spoken.seats[0] if who == "seat" else spoken.guide
    route = "/team" if who == "seat" else f"/sessions/{spoken.session_id}/release"

    def drawn(page: Screen) -> int:
        return sum(each.startswith("Line number") or each in WORDS[1:] for each in page.texts)

    async with shown_to(visitor, route, PHONE) as phone:
        await phone.until(lambda: f"Show {most} more" in phone.labels)
        assert most - 2 <= drawn(phone) <= most
        await phone.tap(f"Show {most} more")
        await phone.until(lambda: drawn(phone) > most)
