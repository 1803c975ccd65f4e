"""A translation stands beside a line, says whose it is, and never takes the line's place."""

import flet as ft
import pytest

from app.errors import ConflictError, NotAllowedError, NotFoundError
from services.export.written import as_csv, as_markdown
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
