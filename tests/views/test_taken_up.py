"""Cards at a crew's table, what is different now, and names that an administrator changes."""

from datetime import date
from uuid import UUID, uuid4

import flet as ft

from app.domain.look_for import LookForCard
from services.backend.visitor import Visitor
from tests.support.actions import move_clock, propose, run, seat_at
from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works


async def shared_card(works: Works, facilitator: Visitor) -> UUID:
    organisation = await works.organisation(facilitator)
    sessions = await facilitator.sessions.mine(organisation.id)
    released = next(each for each in sessions if each.topic == "New scanners in the yard")
    card = LookForCard(
        id=uuid4(), session_id=released.id, saw="Labels curl.", look_for="Cold labels?"
    )
    await facilitator.loop.cards.write(card)
    await facilitator.loop.cards.share(card.id)
    return card.id


async def test_a_crew_takes_a_card_up_at_its_table_and_adds_its_line_a_week_later(
    works: Works,
) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    _, seats = await works.open_session(facilitator)
    async with shown_to(seats[0], "/look-for", PHONE) as phone:
        await phone.until(lambda: "New scanners in the yard" in phone.texts)
    async with shown_to(seats[0], f"/look-for/{card}", PHONE) as phone:
        await phone.until(lambda: "We built on it" in phone.labels)
        await phone.tap("We built on it")
        await phone.until(lambda: "Your team has said: We built on it" in phone.texts)
    async with shown_to(seats[1], f"/look-for/{card}", PHONE) as phone:
        await phone.until(lambda: "Your team has said: We built on it" in phone.texts)
        line = next(each for each in phone.all(ft.TextField))
        await phone.type_into(line, "We keep the roll in the warm.")
        await phone.tap("We built on it")
        await phone.until(lambda: "Thank you. It stands with the card now." in phone.texts)
    kept = run(works, "select kind, words from leaven.adoptions")
    assert kept == [("built_on", "We keep the roll in the warm.")]


async def test_a_phone_without_a_seat_is_shown_the_way_to_one(works: Works) -> None:
    async with shown_to(await works.nobody(), "/look-for", PHONE) as phone:
        await phone.until(lambda: "Take a seat" in phone.labels)


async def test_a_team_lets_go_what_is_different_now_and_memory_shows_it(works: Works) -> None:
    move_clock(works, date(2026, 11, 2))
    action = propose(works)
    seats = seat_at(works, action.session_id)
    run(
        works,
        "insert into leaven.decisions (id, org_id, action_id, turn, verdict, decided_on)"
        " select gen_random_uuid(), org_id, id, 1, 'approved', current_date"
        " from leaven.actions where id = %s",
        action.id,
    )
    run(works, "update leaven.actions set state = 'approved' where id = %s", action.id)
    run(works, "update leaven.actions set state = 'done' where id = %s", action.id)
    move_clock(works, date(2026, 12, 3))
    crew = (await works.nobody()).loop.crew
    for seat in seats[:5]:
        await crew.answer(seat, action.id, "better", "Two are there now.")
    guide = await works.person("facilitator")
    async with shown_to(guide, f"/sessions/{action.session_id}/outcomes") as page:
        await page.until(lambda: "Let these lines go" in page.labels)
        await page.tap("Let these lines go")
        await page.until(
            lambda: (
                "Everybody in the organisation reads this when the question is closed."
                in page.texts
            )
        )
    theme = await theme_of(works, action.lines[0])
    leader = await works.person("member")
    held = await leader.loop.memory.theme(theme)
    assert [each.differences for each in held.actions if each.id == action.id] == [()]
    move_clock(works, date(2026, 12, 20))
    run(works, "select private.nightly()")
    shown = await (await works.same_browser("member")).loop.memory.theme(theme)
    [differences] = [each.differences for each in shown.actions if each.id == action.id]
    assert differences == ("Two are there now.",) * 5


async def theme_of(works: Works, line: UUID) -> UUID:
    run(
        works,
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " select o.org_id, o.id, t.id, 'linked', 'person' from leaven.observations o,"
        " leaven.themes t where o.id = %s and t.title like 'Labels%%' on conflict do nothing",
        line,
    )
    found = run(
        works,
        "select theme_id from leaven.links where observation_id = %s and state = 'linked' limit 1",
        line,
    )
    assert isinstance(found[0][0], UUID)
    return found[0][0]


async def test_a_card_names_the_card_that_it_was_built_on(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    other = run(
        works,
        "select id from leaven.sessions where released_week is not null"
        " and topic <> 'New scanners in the yard' and exists (select from"
        " leaven.session_facilitators f where f.session_id = leaven.sessions.id) limit 1",
    )[0][0]
    async with shown_to(facilitator, f"/sessions/{other}/card") as page:
        await page.until(lambda: "Is it built on another team's card?" in page.texts)
        await page.tap("New scanners in the yard")
        for name, words in (("What we saw", "It tears."), ("What to look for", "Frayed belts")):
            field = next(each for each in page.all(ft.TextField) if each.label == name)
            await page.type_into(field, words)
        await page.tap("Share it")
        await page.until(
            lambda: (
                run(works, "select built_on from leaven.cards where saw = 'It tears.'") == [(card,)]
            )
        )
    family = await facilitator.loop.cards.page(card)
    assert [each.saw for each in family.children] == ["It tears."]


async def test_an_administrator_renames_the_organisation_a_site_an_area_and_a_shift(
    works: Works,
) -> None:
    async with shown_to(await works.person("administrator"), "/administration") as page:
        await page.until(lambda: "Change a name" in page.texts)
        for before, after in (
            ("Harbour depot", "Harbour North"),
            ("Dock 4", "Dock 5"),
            ("nights", "late nights"),
        ):
            field = next(each for each in page.all(ft.TextField) if each.label == before)
            await page.type_into(field, after)
            await page.tap(f"Keep the name {after}")
            await page.until(lambda after=after: after in names_in(works))
        field = next(each for each in page.all(ft.TextField) if each.label == "Its name")
        await page.type_into(field, "Four Rivers")
        await page.tap("Polski")
        await page.tap("Solve")
        await page.tap("Keep this")
        await page.until(lambda: "Four Rivers" in names_in(works))
    kept = run(works, "select languages, improve_label from leaven.organisations")
    assert kept == [(["en", "de", "pl"], "Solve")]


def names_in(works: Works) -> set[str]:
    asked = (
        "select name from leaven.sites union select name from leaven.areas"
        " union select name from leaven.shift_kinds union select name from leaven.organisations"
    )
    return {str(row[0]) for row in run(works, asked)}
