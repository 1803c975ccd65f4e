"""The guided flow on its screens, in this process, on a real database."""

import time
from uuid import uuid4

import flet as ft
import pytest

from app.domain.story import Step
from app.errors import ConflictError
from tests.flow.conftest import WORDS, Crew
from tests.support.screen import PHONE, Screen, labels_of
from tests.support.visits import shown_to


def fields(page: Screen) -> dict[str, ft.TextField]:
    return {str(each.label): each for each in page.all(ft.TextField)}


async def test_one_tap_pins_and_a_few_words_make_it_a_line(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn") as tablet:
        await tablet.until(lambda: "Pin this moment" in tablet.texts)
        await tablet.tap("Pin this moment")
        await tablet.until(lambda: "Pin 1" in tablet.texts)
        await tablet.type_into(fields(tablet)["In a few words"], "Everyone laughed at the sheet.")
        await tablet.tap("Keep it")
        await tablet.until(lambda: "Everyone laughed at the sheet." in tablet.texts)
        assert "Pin 1" not in tablet.texts


async def test_the_clock_goes_on_while_the_guide_looks_elsewhere(spoken: Crew) -> None:
    tablet = shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn")
    # the tablet has shown Learn for 65 minutes, and comes back to it from the board
    an_hour_ago = time.monotonic() - 65 * 60
    tablet.page.session.store.set(f"learn-{spoken.session_id}", an_hour_ago)
    async with tablet:
        await tablet.until(lambda: "65 min" in tablet.texts)
        assert "Read the lines back at about 75 minutes." in tablet.texts


async def test_a_question_is_skipped_with_one_tap(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn") as tablet:
        first = "Walk us through it from the moment you pick it up."
        await tablet.until(lambda: first in tablet.texts)
        await tablet.tap("Another one")
        await tablet.until(lambda: "What does a good day look like? And a bad one?" in tablet.texts)


async def test_the_hint_for_a_fix_is_the_guides_alone(spoken: Crew) -> None:
    await spoken.works.say(spoken.seats[0], "We should buy a second lifter.")
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn") as tablet:
        await tablet.until(lambda: "This sounds like a fix: park it?" in tablet.texts)
        async with shown_to(spoken.seats[1], "/soak", PHONE) as phone:
            await phone.until(lambda: "We should buy a second lifter." in phone.texts)
            assert b"sounds like a fix" not in phone.wire
        await tablet.tap("Park it")
        await tablet.until(lambda: "This sounds like a fix: park it?" not in tablet.texts)


async def test_a_phone_says_us_too_and_takes_it_back(spoken: Crew) -> None:
    await spoken.to("soak")
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: WORDS[1] in phone.texts)
        await phone.tap("Us too")
        await phone.settle()
        story = (await spoken.seats[0].soaking.of(spoken.seats[0].seat)).story
        assert [each.own for each in story].count("too") == 1


async def test_the_two_taps_need_both_and_are_given_once(spoken: Crew) -> None:
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: "Two private taps" in phone.texts)
        for answer in [each for each in phone.all(ft.OutlinedButton) if "Yes" in labels_of(each)]:
            await phone.tap(answer)
        await phone.until(lambda: "Give both" in phone.texts)
        await phone.tap("Give both")
        await phone.until(lambda: "Your two private taps are given. Thank you." in phone.texts)


async def test_ending_soak_early_asks_why_and_tells_every_phone(spoken: Crew) -> None:
    await spoken.to("soak")
    async with (
        shown_to(spoken.seats[0], "/soak", PHONE) as phone,
        shown_to(spoken.guide, f"/sessions/{spoken.session_id}/soak") as tablet,
    ):
        await phone.until(lambda: WORDS[1] in phone.texts)
        await tablet.until(lambda: "End Soak early" in tablet.texts)
        await tablet.tap("End Soak early")
        await tablet.until(lambda: "Why now? Everyone will read it" in fields(tablet))
        await tablet.tap("End Soak with this reason")
        await tablet.until(lambda: tablet.snacks)
        assert "give a reason" in tablet.snacks[-1]
        await tablet.type_into(fields(tablet)["Why now? Everyone will read it"], "Leave begins.")
        await tablet.tap("End Soak with this reason")
        await phone.until(lambda: "Leave begins." in phone.texts)


async def test_steps_are_pasted_and_a_line_is_pinned_to_one(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/story") as tablet:
        written = "A step, or paste the whole text: As written"
        await tablet.until(lambda: written in fields(tablet))
        paste = fields(tablet)[written]
        await tablet.type_into(paste, "1. Stop the belt.\n2. Lift with two.")
        await tablet.tap(next(each for each in tablet.labels if each == "Add"))
        await tablet.settle()
        steps = (await spoken.guide.flows.of(spoken.session_id)).steps
        if not steps:  # the last *Add* is another form's: use the first
            adds = tablet.all(ft.OutlinedButton)
            await tablet.tap(adds[0])
        await tablet.until(lambda: "1. Stop the belt." in tablet.texts)


async def test_an_action_is_written_and_put_forward_on_the_tablet(released: Crew) -> None:
    async with shown_to(released.guide, f"/sessions/{released.session_id}/improve") as tablet:
        await tablet.until(lambda: "Write an action" in tablet.texts)
        await tablet.tap("Write an action")
        await tablet.until(lambda: "Change …" in fields(tablet))
        await tablet.type_into(fields(tablet)["Change …"], "the roster rule")
        await tablet.type_into(fields(tablet)["… so that …"], "infeed 2 always has two")
        await tablet.type_into(fields(tablet)["Which role takes it on?"], "Planner")
        for choice in ("In 14 days", "Stronger", WORDS[0]):
            await tablet.tap(choice)
        await tablet.tap("Keep it")
        await tablet.until(lambda: "Put it forward" in tablet.texts)
        await tablet.tap("Put it forward")
        await tablet.until(lambda: "Waits for its decision" in tablet.texts)


async def test_a_gentle_hint_stands_beside_words_that_look_for_a_person(released: Crew) -> None:
    async with shown_to(released.guide, f"/sessions/{released.session_id}/improve") as tablet:
        await tablet.until(lambda: "Write an action" in tablet.texts)
        await tablet.tap("Write an action")
        await tablet.until(lambda: "Change …" in fields(tablet))
        await tablet.type_into(fields(tablet)["Change …"], "Retrain the night shift")
        await tablet.until(lambda: "What would make this easy to get right?" in tablet.texts)
        await tablet.tap("Keep it")  # it never blocks
        await tablet.until(lambda: "Retrain the night shift" in tablet.texts)


async def test_new_defences_are_not_offered_first(released: Crew) -> None:
    async with shown_to(released.guide, f"/sessions/{released.session_id}/improve") as tablet:
        await tablet.until(lambda: "What protects you today?" in fields(tablet))
        assert "New" not in tablet.labels
        await tablet.type_into(fields(tablet)["What protects you today?"], "Joe hears the bearing")
        await tablet.tap("Rests on someone's skill")
        await tablet.tap("Keep it")
        await tablet.until(lambda: "New" in tablet.labels)


async def test_the_shared_tablet_is_clear_after_each_turn(crew: Crew) -> None:
    organisation = await crew.works.organisation(crew.guide)
    places = await crew.guide.organisations.places(organisation.id)
    card = await crew.guide.routines.card(organisation.id, places.sites[0].areas[0].id)
    bench = await crew.works.visitors.with_cookies(None, None, card.secret)
    async with shown_to(bench, "/routine") as tablet:
        await tablet.until(lambda: "What surprised us this week?" in fields(tablet))
        await tablet.type_into(fields(tablet)["What surprised us this week?"], "The roll curls.")
        await tablet.tap("Done, pass it on")
        thanks = "Thank you. The screen is clear for the next one."
        await tablet.until(lambda: thanks in tablet.texts)
        assert {each.value for each in tablet.all(ft.TextField)} == {""}
        await tablet.type_into(fields(tablet)["Where did we make it work?"], "We wait.")
        await tablet.until(lambda: thanks not in tablet.texts)
        await tablet.tap("Done, pass it on")
        await tablet.until(lambda: thanks in tablet.texts)
        said = "leaven.observations where words in ('The roll curls.', 'We wait.')"
        assert await crew.count(said) == 2


async def test_a_tablet_without_a_card_says_where_to_get_one(crew: Crew) -> None:
    async with shown_to(await crew.works.nobody(), "/routine") as tablet:
        await tablet.until(lambda: "This tablet has no card yet" in tablet.texts)


async def test_a_facilitator_shows_a_card_for_the_wall(crew: Crew) -> None:
    async with shown_to(crew.guide, "/walls") as tablet:
        await tablet.until(lambda: "Make a card" in tablet.texts)
        await tablet.tap("Make a card")
        await tablet.until(lambda: "Put it away" in tablet.texts)


async def test_where_no_area_has_a_name_the_walls_say_who_gives_one(crew: Crew) -> None:
    await crew.tables.execute("delete from leaven.areas")
    async with shown_to(crew.guide, "/walls") as tablet:
        await tablet.until(lambda: "No area has a name yet" in tablet.texts)
        assert "Make a card" not in tablet.texts


async def test_what_five_hundred_lines_show_is_the_first_forty(spoken: Crew) -> None:
    await spoken.tables.execute(
        "insert into leaven.observations (id, org_id, session_id, phase, words, state)"
        " select gen_random_uuid(), org_id, id, 'learn', 'Line number ' || n, 'confirmed'"
        " from leaven.sessions, generate_series(1, 500) n where id = %s",
        (spoken.session_id,),
    )
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn") as tablet:
        await tablet.until(lambda: "Show 40 more" in tablet.texts)
        assert sum(each.startswith("Line number") for each in tablet.texts) <= 40


async def test_every_way_from_the_board_leads_somewhere(spoken: Crew) -> None:
    for place in ("learn", "story", "soak", "improve", "guides"):
        route = f"/sessions/{spoken.session_id}/{place}"
        async with shown_to(spoken.guide, route, PHONE) as phone:
            await phone.until(lambda: len(phone.texts) > 3)
            assert "There is no such page" not in phone.texts
            assert "Something broke here" not in " ".join(phone.texts)


async def test_a_second_guide_is_seen_by_the_team(spoken: Crew) -> None:
    await spoken.tables.execute(
        "insert into leaven.session_facilitators (session_id, person_id)"
        " select %s, person_id from leaven.memberships where role = 'member' limit 1",
        (spoken.session_id,),
    )
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: "2 people guide this session" in phone.texts)


async def test_who_guides_alone_is_not_offered_to_step_out(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/guides") as tablet:
        await tablet.until(lambda: "Facilitators of your organisation" in tablet.texts)
        assert "I step out" not in tablet.labels
        await spoken.tables.execute(
            "insert into leaven.session_facilitators (session_id, person_id)"
            " select %s, person_id from leaven.memberships where role = 'member' limit 1",
            (spoken.session_id,),
        )
        await spoken.tables.execute("notify leaven")
        await tablet.until(lambda: "I step out" in tablet.labels)


async def test_a_kind_of_shift_begins_with_a_capital(spoken: Crew) -> None:
    async with shown_to(spoken.guide, "/sessions/new") as tablet:
        await tablet.until(lambda: "Nights" in tablet.texts)
        assert "nights" not in tablet.texts


CLOSED = {
    "learn": "The team is past Learn. What was heard stays here to be read.",
    "story": "This session is closed. Its story stays here to be read.",
    "improve": "This session is closed. What the team decided stays here to be read.",
}


@pytest.mark.parametrize("place", CLOSED)
async def test_a_closed_session_is_read_and_leads_on(released: Crew, place: str) -> None:
    """Nothing to fill in, nothing to take away; and the database would take nothing either."""
    guide, session = released.guide, released.session_id
    step = Step(id=uuid4(), side="imagined", words="Stop the belt.")
    await guide.stories.set_steps(session, "imagined", [step], [])
    await guide.stories.assume(session, "time")
    line = await released.line(WORDS[0])
    await released.to("closed")
    async with shown_to(guide, f"/sessions/{session}/{place}") as tablet:
        await tablet.until(lambda: CLOSED[place] in tablet.texts)
        assert not fields(tablet)
        assert not WRITES & set(tablet.labels)
        assert "What became of it" in tablet.labels  # the way on
    refusals = (
        guide.stories.set_steps(session, "imagined", [], [step.id]),
        guide.stories.assume(session, "clarity"),
        guide.flows.name_group(session, uuid4(), "Lifting"),
        guide.stories.pin_line(step.id, line, True),
    )
    for refused in refusals:
        with pytest.raises(ConflictError, match="This session is closed"):
            await refused


WRITES = {"Keep it", "Add", "Take it away", "Pin a line to it", "One up", "Write an action"} | {
    "Pin this moment", "Note it down", "Make the group", "Mark, group or park", "Let the team dot",
}  # fmt: skip
