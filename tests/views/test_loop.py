"""Closing the loop on screen: what became of it, cards, memory, administration, trust."""

from uuid import UUID, uuid4

import flet as ft
from flet_charts import BarChart

from app.domain.decision import NewDecision
from app.domain.look_for import LookForCard, Quote
from tests.support.actions import propose, run, seat_at
from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works

TWO_PERSON = "A two-person job on a one-person roster"


def session_of(works: Works, topic: str) -> UUID:
    [(session,)] = run(works, "select id from leaven.sessions where topic = %s", topic)
    assert isinstance(session, UUID)
    return session


def remember(works: Works) -> None:
    run(works, "select private.roll_up_all(), private.remember_all('2026-11-21')")


async def test_memory_shows_themes_with_quotes_places_and_months(works: Works) -> None:
    remember(works)
    async with shown_to(await works.person("member"), "/memory") as page:
        await page.until(lambda: TWO_PERSON in page.texts)
        assert any("3 places" in each for each in page.texts)
        assert any(each.startswith("“") for each in page.texts)
        assert "Keeps coming back, nothing agreed" in page.texts


async def test_the_chart_has_its_table(works: Works) -> None:
    remember(works)
    async with shown_to(await works.person("member"), "/memory") as page:
        await page.until(lambda: "Show it as a table" in page.labels)
        await page.tap("Show it as a table")
        assert page.one(ft.DataTable).rows
        assert any("or more" in each for each in page.texts)


async def test_a_phone_draws_a_year_of_bars_and_the_table_has_every_month(works: Works) -> None:
    remember(works)
    run(works, "delete from leaven.rollups where scope = 'month'")
    run(
        works,
        "insert into leaven.rollups (org_id, measure, scope, of, value)"
        " select o.id, 'voices', 'month', to_char(date '2025-01-01' + n * interval '1 month',"
        " 'YYYY-MM'), 5 + 5 * mod(n, 3) from leaven.organisations o, generate_series(0, 23) n",
    )
    async with shown_to(await works.person("member"), "/memory", PHONE) as page:
        await page.until(lambda: "Show it as a table" in page.labels)
        assert len(page.one(BarChart).groups) == 12
        said = [str(each.label) for each in page.all(ft.Semantics) if each.label]
        assert any("January 2025: 5 or more" in each and "December 2026" in each for each in said)
        await page.tap("Show it as a table")
        assert len(page.one(ft.DataTable).rows) == 24


async def test_before_the_first_night_memory_says_so(works: Works) -> None:
    async with shown_to(await works.person("member"), "/memory", PHONE) as page:
        await page.until(lambda: "Nothing here" in page.texts)
        assert any("every night" in each for each in page.texts)


async def test_a_search_for_nothing_known_offers_other_words(works: Works) -> None:
    remember(works)
    async with shown_to(await works.person("member"), "/memory", PHONE) as page:
        await page.until(lambda: TWO_PERSON in page.texts)
        await page.type_into(page.all(ft.TextField)[-1], "submarines")
        await page.tap("Look")
        await page.until(lambda: "Try fewer or other words." in page.texts)


async def test_a_leader_leaves_a_why_note_with_a_role(works: Works) -> None:
    remember(works)
    [(theme,)] = run(works, "select id from leaven.themes where title = %s", TWO_PERSON)
    async with shown_to(await works.person("sponsor"), f"/memory/{theme}") as page:
        await page.until(lambda: "Say why it is so" in page.texts)
        role, why = page.all(ft.TextField)[-2:]
        await page.type_into(role, "operations manager")
        await page.type_into(why, "The roster is made in June.")
        await page.tap("Leave it here")
        await page.until(lambda: "It stands here now." in page.texts)
        assert "The roster is made in June." in page.texts


async def test_a_facilitator_is_not_asked_why(works: Works) -> None:
    remember(works)
    [(theme,)] = run(works, "select id from leaven.themes where title = %s", TWO_PERSON)
    async with shown_to(await works.person("facilitator"), f"/memory/{theme}") as page:
        await page.until(lambda: TWO_PERSON in page.texts)
        assert "Say why it is so" not in page.texts


async def test_a_crew_answers_whether_it_would_help_once(works: Works) -> None:
    action = propose(works)
    [seat] = seat_at(works, action.session_id, 1)
    visitor = await works.visitors.with_cookies(None, seat)
    async with shown_to(visitor, "/after", PHONE) as phone:
        await phone.until(lambda: "Would this help you?" in phone.texts)
        await phone.tap("In part")
        await phone.until(lambda: "You have answered. Thank you." in phone.texts)
        assert "Would this help you?" not in phone.texts


async def test_a_crew_sees_the_reason_and_what_nobody_answered(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="declined", reason="Sold in May.")
    )
    [seat] = seat_at(works, action.session_id, 1)
    visitor = await works.visitors.with_cookies(None, seat)
    async with shown_to(visitor, "/after", PHONE) as phone:
        await phone.until(lambda: "The sponsor says: Sold in May." in phone.texts)
        assert "Declined" in phone.texts
        assert "Not answered yet" in phone.texts


async def test_a_facilitator_hands_an_approved_action_on_by_a_link(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    )
    facilitator = await works.person("facilitator")
    async with shown_to(facilitator, f"/sessions/{action.session_id}/outcomes") as page:
        await page.until(lambda: "A link for planner" in page.labels)
        await page.tap("A link for planner")
        await page.until(lambda: any("/owner#" in each for each in page.texts))
        await page.tap("Done")
        await page.until(lambda: "A link for planner" not in page.labels)


async def test_hands_are_counted_on_the_tablet(works: Works) -> None:
    action = propose(works)
    facilitator = await works.person("facilitator")
    async with shown_to(facilitator, f"/sessions/{action.session_id}/outcomes") as page:
        await page.until(lambda: "One more: Yes" in page.labels)
        for _ in range(4):
            await page.tap("One more: Yes")
        await page.tap("Keep this count")
        await page.until(lambda: any("Yes: 4" in each for each in page.texts))


async def test_a_card_is_written_quoted_and_shared(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session = session_of(works, "Loading the late trailer")
    line = "Spare batteries charged and labelled saved the whole evening."
    async with shown_to(facilitator, f"/sessions/{session}/card") as page:
        await page.until(lambda: line in page.labels)
        saw, look_for, changed = page.all(ft.TextField)[-3:]
        await page.type_into(saw, "The lift wants two people, the yard has one.")
        await page.type_into(look_for, "Ask who lends a hand.")
        await page.type_into(changed, "Nothing yet.")
        await page.tap(line)
        await page.tap("Share it")
        assert page.snacks == []
    [shared] = (await facilitator.loop.cards.of_session(session)).cards
    async with shown_to(facilitator, f"/cards/{shared.id}", PHONE) as page:
        await page.until(lambda: "What to look for" in page.texts)
        assert f"“{line}”" in page.texts


async def test_another_team_takes_a_card_up(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session = session_of(works, "Loading the late trailer")
    line = (await facilitator.loop.cards.of_session(session)).lines[0]
    card = LookForCard(
        id=uuid4(),
        session_id=session,
        saw="The lift wants two.",
        look_for="Ask who lends a hand.",
        quotes=(Quote(line_id=line.id, words=line.words),),
    )
    await facilitator.loop.cards.write(card)
    await facilitator.loop.cards.share(card.id)
    async with shown_to(await works.person("member"), f"/cards/{card.id}", PHONE) as page:
        await page.until(lambda: "We have this too" in page.labels)
        await page.tap("We have this too")
        await page.until(lambda: "Thank you. It stands with the card now." in page.texts)
    async with shown_to(await works.person("representative"), "/cards", PHONE) as page:
        await page.until(lambda: "Loading the late trailer" in page.texts)


async def test_who_scans_a_printed_card_signed_out_is_led_to_the_sign_in(works: Works) -> None:
    member = await works.person("member")
    for address in (f"/cards/{uuid4()}", f"/memory/{uuid4()}"):
        async with shown_to(await works.nobody(), address, PHONE) as page:
            await page.until(lambda page=page: "Sign in" in page.labels)
        async with shown_to(member, address, PHONE) as page:
            await page.until(lambda page=page: "Your sessions" in page.labels)


async def test_an_administrator_invites_and_adds_an_area(works: Works) -> None:
    async with shown_to(await works.person("administrator"), "/administration") as page:
        await page.until(lambda: "Invite somebody" in page.texts)
        email = next(each for each in page.all(ft.TextField) if each.label == "E-mail address")
        await page.type_into(email, "new@plant.example")
        await page.tap("Make the link")
        assert page.snacks == []
        await page.until(lambda: any("/invited#" in each for each in page.texts))
        area = next(each for each in page.all(ft.TextField) if "Harbour" in str(each.label))
        await page.type_into(area, "Weighbridge")
        await page.tap("Add the area")
        assert run(works, "select count(*) from leaven.areas where name = 'Weighbridge'")


async def test_an_administrator_reads_why_mail_does_not_go(works: Works) -> None:
    administrator = await works.person("administrator")
    run(works, "insert into private.mail_wishes (person_id) select id from auth.users")
    run(
        works,
        "insert into private.mail_outbox (person_id, day, state, trouble, tries)"
        " select person_id, private.today(), 'waiting', 'The mail server does not answer.', 1"
        " from leaven.memberships where role = 'sponsor'",
    )
    async with shown_to(administrator, "/administration") as page:
        await page.until(lambda: "The mail server does not answer." in page.texts)
        assert "0 sent, 1 waiting, 0 not delivered" in page.texts


async def test_nobody_else_sees_administration(works: Works) -> None:
    async with shown_to(await works.person("member"), "/administration") as page:
        await page.settle()
        assert "administrator@leaven.example" not in page.texts


async def test_the_trust_page_says_who_sees_what_and_what_is_stored(works: Works) -> None:
    async with shown_to(await works.person("representative"), "/trust") as page:
        await page.until(lambda: "The rules in force" in page.texts)
        assert "Who sees what" in page.texts
        await page.tap("Show them")
        await page.until(lambda: "observations" in page.texts)
        assert "decisions" in page.texts


async def test_more_shows_each_role_its_own_doors(works: Works) -> None:
    async with shown_to(await works.person("sponsor"), "/more", PHONE) as page:
        await page.until(lambda: "Teams that wait for you" in page.texts)
        assert "Administration" not in page.texts
    async with shown_to(await works.person("administrator"), "/more", PHONE) as page:
        await page.until(lambda: "Administration" in page.texts)
        assert "Teams that wait for you" not in page.texts
