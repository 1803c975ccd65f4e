"""Have others had this? Search in own words, by people and by seats; the question is not kept."""

import logging
from uuid import uuid4

import flet as ft
import psycopg
import pytest

from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.database.test_dump import dumped
from tests.support.screen import PHONE, Screen
from tests.support.visits import shown_to
from tests.support.works import Works
from views.words.when import MONTHS

ALONE = "The paper says two people for the belt change, the roster gives us one on nights."
ODD = "quokkazebra"


def told(screen: Screen, part: str) -> bool:
    return any(part in each for each in screen.texts)


async def read(works: Works, visitor: Visitor) -> None:
    """The example's released lines, as the worker's look-through reads them."""
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str((await works.organisation(visitor)).id))


async def look(screen: Screen, question: str) -> None:
    await screen.until(lambda: screen.all(ft.TextField))
    await screen.type_into(screen.one(ft.TextField), question)
    await screen.tap("Look")


@pytest.mark.parametrize("role", ["facilitator", "sponsor", "member", "representative"])
async def test_a_mistyped_question_finds_lines_with_theme_kind_of_site_and_month(
    works: Works, role: str
) -> None:
    visitor = await works.person(role)
    await read(works, visitor)
    async with shown_to(visitor, "/search", PHONE) as phone:
        await look(phone, "alone on nites, too peopel needed")
        await phone.until(lambda: told(phone, ALONE))
        assert "Open A two-person job on a one-person roster" in phone.labels
        assert {"plant", "depot", "hospital"} & set(phone.texts) or told(phone, "Mill Lane")
        assert any(each.split()[0] in MONTHS for each in phone.texts if each)


async def test_a_worker_asks_from_a_seat_and_sees_released_lines_alone(works: Works) -> None:
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    await works.say(seats[1], "There is only one of us at night, said nobody else.")
    await read(works, facilitator)
    async with shown_to(seats[0], "/search", PHONE) as phone:
        await look(phone, "only one of us at night")
        await phone.until(lambda: told(phone, "the nearest first"))
        assert not told(phone, "said nobody else")
        assert not any(each.startswith("Open ") for each in phone.labels)


async def test_a_visitor_with_neither_account_nor_seat_finds_nothing(works: Works) -> None:
    async with shown_to(await works.nobody(), "/search", PHONE) as phone:
        await phone.until(lambda: "Take a seat" in phone.labels)
        assert phone.all(ft.TextField) == []


async def test_nothing_found_and_nothing_asked_say_so(works: Works) -> None:
    visitor = await works.person("member")
    await read(works, visitor)
    async with shown_to(visitor, "/search", PHONE) as phone:
        await phone.until(lambda: told(phone, "Ask, and lines that teams have released answer"))
        await look(phone, "   ")
        assert not told(phone, "Nothing found")
        await look(phone, "🦘")
        await phone.until(lambda: told(phone, "Nothing found"))


async def test_answers_are_narrowed_by_a_pill_and_widened_by_the_same(works: Works) -> None:
    visitor = await works.person("member")
    await read(works, visitor)
    async with shown_to(visitor, "/search", PHONE) as phone:
        await look(phone, "two people but only one on nights")
        await phone.until(lambda: told(phone, ALONE))
        assert "hospital" not in phone.labels, "the answers stand first; filters are one tap away"
        await phone.tap("Narrow it down")
        await phone.tap("hospital")
        await phone.until(lambda: not told(phone, ALONE))
        await phone.tap("hospital")
        await phone.until(lambda: told(phone, ALONE))


async def test_the_question_stands_in_no_table_and_no_log(
    works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(
        logging.INFO
    )  # what the product writes; the framework traces each key below it
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    await read(works, facilitator)
    for visitor in (facilitator, seats[0]):
        async with shown_to(visitor, "/search", PHONE) as phone:
            await look(phone, f"{ODD} on nights")
            await phone.until(lambda phone=phone: told(phone, "the nearest first"))
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as owner:
        await owner.execute("analyze")
    assert [row.table for row in dumped(works.dsn) if ODD in row.text.lower()] == []
    assert ODD not in caplog.text
    assert ODD not in (phone.page.route or "")


async def test_five_thousand_words_are_read_up_to_a_bound(works: Works) -> None:
    visitor = await works.person("member")
    await read(works, visitor)
    org = (await works.organisation(visitor)).id
    found = await visitor.own_words.ask(org, "two people on nights " + "word " * 5000)
    assert found
    assert await visitor.own_words.ask(org, "", area_id=str(uuid4())) == []
