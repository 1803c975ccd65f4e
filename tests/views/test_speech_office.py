"""Speech as an administrator sees it: few instead of numbers, reasons, words of the site."""

from uuid import uuid4

import flet as ft
import psycopg
import pytest

from tests.support.visits import shown_to
from tests.support.works import Works


@pytest.fixture
async def set_aside(works: Works) -> None:
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as database:
        line = uuid4()
        await database.execute(
            "insert into leaven.observations (id, org_id, session_id, phase, state, spoken)"
            " select %s, org_id, id, 'learn', 'set_aside', true from leaven.sessions"
            " where phase = 'learn' limit 1",
            (line,),
        )
        await database.execute(
            "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds, reason,"
            " delete_after) values (%s, %s, %s, 9, 'audio/webm', 7, %s, now() + interval '9 h')",
            (line, uuid4().hex, "0" * 64, "The recording is empty; please say it again."),
        )


@pytest.mark.usefixtures("set_aside")
async def test_what_was_set_aside_stands_with_its_reason_and_is_tried_again(works: Works) -> None:
    async with shown_to(await works.person("administrator"), "/administration") as page:
        await page.until(lambda: "Set aside: few." in page.texts)
        assert "The recording is empty; please say it again." in page.texts
        assert "few go within a day, in words or not." in page.texts
        await page.tap("Try them again")
        await page.until(lambda: "few recordings wait." in page.texts)
        assert "Try them again" not in page.labels


async def test_a_word_of_the_site_is_added_and_taken_off_and_a_name_is_refused(
    works: Works,
) -> None:
    async with shown_to(await works.person("administrator"), "/administration") as page:
        await page.until(lambda: "Add the word" in page.labels)

        def field() -> ft.TextField:
            return [each for each in page.all(ft.TextField) if each.label == "A new word"][-1]

        await page.type_into(field(), "infeed")
        await page.tap("Add the word")
        await page.until(lambda: "infeed" in page.texts)
        await page.tap("Remove infeed")
        await page.until(lambda: "infeed" not in page.texts)
        await page.type_into(field(), "Mr Kowalski")
        await page.tap("Add the word")
        await page.until(lambda: field().error)
        assert "name" in str(field().error)


async def test_english_for_linking_is_off_until_somebody_turns_it_on(works: Works) -> None:
    administrator = await works.person("administrator")
    organisation = await works.organisation(administrator)
    async with shown_to(administrator, "/administration") as page:
        await page.until(lambda: "Yes, by way of English" in page.labels)
        assert not (await administrator.speech.backlog(organisation.id)).english_for_linking
        await page.tap("Yes, by way of English")
    assert (await administrator.speech.backlog(organisation.id)).english_for_linking
