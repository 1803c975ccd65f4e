"""A worker says a question from a seat; released lines answer, and nothing of it stays."""

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from app.web.cookies import SEAT_COOKIE
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.browser.conftest import SPOKEN
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, person
from tests.support.process import LeavenProcess
from tests.support.works import Works

pytestmark = pytest.mark.browser
WORDS_WITHIN = 30_000


def test_a_worker_asks_by_voice_from_a_seat(
    leaven: LeavenProcess, browser: Browser, beside: Beside
) -> None:
    async def seat(works: Works) -> str:
        facilitator = await works.person("facilitator")
        org = (await works.organisation(facilitator)).id
        async with open_pool(works.dsn, size=1) as pool:
            await read_all(pool, resolve(), str(org))
        return (await works.open_session(facilitator))[1][0].seat

    context = person(browser, PHONE, microphone=True)
    context.add_cookies([{"name": SEAT_COOKIE, "value": beside.act(seat), "url": leaven.url}])
    page = context.new_page()
    page.goto(f"{leaven.url}/ask")
    page.get_by_role("button", name="Say it instead of typing").click()
    field = page.get_by_label("In your own words")
    expect(field).to_have_value(SPOKEN, timeout=WORDS_WITHIN)
    expect(page.get_by_text("What others said")).to_be_visible(timeout=WORDS_WITHIN)
    assert page.locator("blockquote").count() > 0
    page.wait_for_function("Outbox.list().then(items => items.length === 0)")
    with psycopg.connect(beside.dsn) as database:
        for table in ("dictations", "dictation_pieces"):
            assert database.execute(f"select * from private.{table}").fetchall() == []
    field.fill("nobody there to hold it at night")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("What others said")).to_be_visible()
