"""Lines in other languages may be compared by way of English; they are shown as they were said."""

from services.jobs import speech
from services.linking.linker import place_line
from services.linking.resolve import resolve
from tests.support.speech_plant import Plant


async def test_english_for_linking_stays_only_beside_words_that_stand_as_heard(
    plant: Plant,
) -> None:
    plant.database.execute("update leaven.organisations set english_for_linking = true")
    kept, mended = (plant.speak(language="de") for _ in range(2))
    for line in (kept, mended):
        await speech.transcribe(plant.bench, str(line))
        assert plant.value("select english from leaven.transcripts where observation_id = %s", line)
    for line, more in ((kept, ""), (mended, " mended")):
        plant.database.execute(
            "update leaven.observations o set state = 'confirmed', words = t.words || %s"
            " from leaven.transcripts t where t.observation_id = o.id and o.id = %s",
            (more, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
    assert plant.value("select array_agg(observation_id) from leaven.line_english") == [kept]
    plant.database.execute("update leaven.observations set words = 'other' where id = %s", (kept,))
    assert plant.value("select count(*) from leaven.line_english") == 0


async def test_without_the_organisations_wish_no_english_is_heard(plant: Plant) -> None:
    await speech.transcribe(plant.bench, str(plant.speak(language="de")))
    assert plant.value("select english is null from leaven.transcripts")


def test_turned_off_english_goes_with_what_was_read_from_it(plant: Plant) -> None:
    plant.database.execute("update leaven.organisations set english_for_linking = true")
    line = plant.speak()
    plant.database.execute("insert into leaven.line_english values (%s, 'the guard')", (line,))
    plant.database.execute("update leaven.organisations set english_for_linking = false")
    assert plant.value("select count(*) from leaven.line_english") == 0


async def test_the_linker_compares_by_the_english_and_shows_the_line_as_it_was_said(
    plant: Plant,
) -> None:
    said, heard = "Die Schutztuer klemmt nachts.", "The guard door sticks at night."
    lines = [plant.speak(), plant.speak()]
    for line, words in zip(lines, (said, heard), strict=True):
        plant.database.execute(
            "update leaven.observations set state = 'confirmed', words = %s where id = %s",
            (words, line),
        )
    plant.database.execute("insert into leaven.line_english values (%s, %s)", (lines[0], heard))
    await place_line(plant.bench.pool, resolve(), str(lines[0]))
    assert plant.value("select count(*) from leaven.vectors") == 2
    assert plant.value("select count(distinct vector::text) from leaven.vectors") == 1
    assert plant.value("select words from leaven.observations where id = %s", lines[0]) == said
