"""A translation stands beside a line, says whose it is, and never takes the line's place."""

from uuid import uuid4

import flet as ft
import pytest

from app.domain.look_for import LookForCard, Quote
from app.errors import ConflictError, NotAllowedError, NotFoundError
from services.database.pool import open_pool
from services.export.written import as_csv, as_markdown
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.flow.conftest import WORDS, Crew
from tests.support.screen import PHONE
from tests.support.visits import shown_to

GERMAN = "Nachts hebe ich das Fass allein."
MARKED = f"Translation by the facilitator: {GERMAN}"


async def translate(crew: Crew) -> None:
    await crew.guide.flows.translate(await crew.line(WORDS[0]), GERMAN)


async def test_the_line_stays_and_the_translation_stands_beside_it(spoken: Crew) -> None:
    line = await spoken.line(WORDS[0])
    await translate(spoken)
    flow = await spoken.guide.flows.of(spoken.session_id)
    assert flow.translations == {line: GERMAN}
    assert await spoken.line(WORDS[0]) == line
    await spoken.guide.flows.translate(line, " ")
    assert (await spoken.guide.flows.of(spoken.session_id)).translations == {}


async def test_the_team_reads_it_on_its_phones_before_it_leaves(spoken: Crew) -> None:
    await translate(spoken)
    await spoken.to("soak")
    async with shown_to(spoken.seats[1], "/soak", PHONE) as phone:
        await phone.until(lambda: MARKED in phone.texts)
        assert WORDS[0] in phone.texts


async def test_a_guide_writes_it_on_the_tablet(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn") as tablet:
        await tablet.until(lambda: "Mark, group or park" in tablet.labels)
        await tablet.tap("Mark, group or park")
        await tablet.until(lambda: "Keep the translation" in tablet.labels)
        fields = [each for each in tablet.all(ft.TextField) if each.max_length == 1000]
        await tablet.type_into(fields[0], GERMAN)
        await tablet.tap("Keep the translation")
        await tablet.until(lambda: MARKED in tablet.texts)


async def test_it_goes_with_the_line_and_with_every_word_that_changes(spoken: Crew) -> None:
    await translate(spoken)
    await spoken.tables.execute(
        "update leaven.observations set words = 'Something else.' where id = %s",
        (await spoken.line(WORDS[0]),),
    )
    assert await spoken.count("leaven.line_translations") == 0
    await spoken.guide.flows.translate(await spoken.line(WORDS[1]), GERMAN)
    await spoken.tables.execute(
        "delete from leaven.observations where id = %s", (await spoken.line(WORDS[1]),)
    )
    assert await spoken.count("leaven.line_translations") == 0


async def test_it_is_marked_wherever_it_is_taken_along(released: Crew) -> None:
    await translate(released)
    org = await released.works.organisation(released.guide)

    def rows():  # type: ignore[no-untyped-def]
        return released.guide.loop.exports.rows(org.id, released.session_id)

    table = "".join([piece async for piece in as_csv(rows())])
    assert f"translation by the facilitator: {GERMAN}" in table
    text = "".join([piece async for piece in as_markdown(rows())])
    assert f"> {WORDS[0]}  \n  *translation by the facilitator: {GERMAN}*" in text


async def shared_card(crew: Crew) -> LookForCard:
    line = await crew.line(WORDS[0])
    card = LookForCard(
        id=uuid4(),
        session_id=crew.session_id,
        saw="Drums are heavy.",
        look_for="Who lifts alone?",
        quotes=(Quote(line_id=line, words=WORDS[0]),),
    )
    await crew.guide.loop.cards.write(card)
    return await crew.guide.loop.cards.share(card.id)


async def test_it_stands_beside_the_quote_on_a_look_for_card(released: Crew) -> None:
    await translate(released)
    async with shown_to(released.guide, f"/sessions/{released.session_id}/card") as tablet:
        await tablet.until(lambda: MARKED in tablet.texts)
    shared = await shared_card(released)
    async with shown_to(await released.works.person("member"), f"/cards/{shared.id}") as page:
        await page.until(lambda: MARKED in page.texts)
        assert f"“{WORDS[0]}”" in page.texts


async def test_a_crew_elsewhere_reads_it_on_the_card_at_its_table(released: Crew) -> None:
    await translate(released)
    shared = await shared_card(released)
    _, seats = await released.works.open_session(released.guide)
    async with shown_to(seats[0], f"/look-for/{shared.id}", PHONE) as phone:
        await phone.until(lambda: MARKED in phone.texts)


@pytest.mark.parametrize("who", ["member", "seat"])
async def test_it_stands_beside_what_a_search_finds(released: Crew, who: str) -> None:
    await translate(released)
    works = released.works
    org = (await works.organisation(released.guide)).id
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str(org))
    asks = released.seats[0] if who == "seat" else await works.person("member")
    async with shown_to(asks, "/search", PHONE) as page:
        await page.until(lambda: page.all(ft.TextField))
        await page.type_into(page.on_top(ft.TextField)[0], "lift the drum alone at night")
        await page.tap("Look")
        await page.until(lambda: f"“{WORDS[0]}”" in page.texts)
        assert MARKED in page.texts


async def test_the_linking_desk_shows_it_beside_the_line_in_the_pool_and_opened(
    released: Crew,
) -> None:
    await translate(released)
    async with shown_to(released.guide, "/desk", (1180, 820)) as page:
        await page.until(lambda: f"{MARKED}\nFind a theme for it" in page.texts)
        await page.tap(WORDS[0])
        await page.until(lambda: MARKED in page.texts)
    desk = released.guide.desk
    org = (await released.works.organisation(released.guide)).id
    pool = {each.words: each.translation for each in await desk.pool(org, WORDS[0])}
    assert pool == {WORDS[0]: GERMAN}


async def test_a_line_that_waits_and_one_that_says_the_same_bring_theirs_to_the_desk(
    released: Crew,
) -> None:
    await translate(released)
    first, other = await released.line(WORDS[0]), await released.line(WORDS[1])
    for line, near in ((first, other), (other, first)):
        await released.tables.execute(
            "insert into leaven.twins (org_id, observation_id, other_id, state, p)"
            " select org_id, id, %s, 'suggested', .8 from leaven.observations where id = %s",
            (near, line),
        )
    org = (await released.works.organisation(released.guide)).id
    lines = {each.id: each for each in (await released.guide.desk.look(org, 100)).lines}
    assert lines[first].translation == GERMAN
    assert [each.translation for each in lines[other].same_as] == [GERMAN]
    async with shown_to(released.guide, "/desk", (1180, 820)) as page:
        await page.until(lambda: MARKED in page.texts)


async def test_who_decides_reads_it_beside_the_line_behind_the_action(released: Crew) -> None:
    await translate(released)
    line, action = await released.line(WORDS[0]), uuid4()
    for statement, values in (
        (
            "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due,"
            " size, strength, cost_class, helps, state) select %s, org_id, id, 'Two on nights',"
            " 'lifting is easier', 'planner', '2026-12-20', 'larger', 'stronger', 'small', 'all',"
            " 'draft' from leaven.sessions where id = %s",
            (action, released.session_id),
        ),
        ("insert into leaven.action_grounds values (%s, %s)", (action, line)),
        ("update leaven.actions set state = 'proposed' where id = %s", (action,)),
    ):
        await released.tables.execute(statement, values)
    sponsor = await released.works.person("sponsor")
    [ground] = (await sponsor.loop.decisions.card(action)).lines
    assert (ground.words, ground.translation) == (WORDS[0], GERMAN)


async def test_before_the_release_only_the_team_could_read_it(spoken: Crew) -> None:
    await translate(spoken)
    org = (await spoken.works.organisation(spoken.guide)).id
    assert [each.translation for each in await spoken.guide.desk.pool(org, WORDS[0])] == [GERMAN]
    for role in ("sponsor", "member", "administrator"):
        person = await spoken.works.person(role)
        assert await person.desk.pool(org, WORDS[0]) == []
        async with spoken.tables.transaction():
            me = (await person.organisations.me()).person_id
            await spoken.tables.execute(
                "select set_config('request.jwt.claims', %s, true)", (f'{{"sub":"{me}"}}',)
            )
            await spoken.tables.execute("set local role authenticated")
            assert await spoken.count("leaven.line_translations") == 0


async def test_nobody_but_the_guide_writes_one(spoken: Crew) -> None:
    line = await spoken.line(WORDS[0])
    for who in (await spoken.works.person("sponsor"), spoken.seats[0]):
        with pytest.raises((NotAllowedError, NotFoundError)):
            await who.flows.translate(line, GERMAN)


async def test_words_that_their_speaker_has_not_checked_are_not_translated(spoken: Crew) -> None:
    line = await spoken.line(WORDS[0])
    await spoken.works.say(spoken.seats[0], "And once more by day.")  # three voices remain
    await spoken.tables.execute(
        "update leaven.observations set state = 'to_check' where id = %s", (line,)
    )
    with pytest.raises(ConflictError) as refused:
        await spoken.guide.flows.translate(line, GERMAN)
    assert refused.value.code == "not_confirmed"
