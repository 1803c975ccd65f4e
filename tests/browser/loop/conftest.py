"""Who acts beside the browser in these journeys, a sponsor's phone, a story that can be told on."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.loop.story import Story, begun
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, person
from tests.support.actions import run
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.works import Works


@pytest.fixture
def beside(leaven: LeavenProcess) -> Beside:
    return Beside(leaven.home)


@pytest.fixture
def works(beside: Beside) -> Works:
    """The database beside the browser, without an action from an earlier test."""
    works = Works(None, beside.dsn, None, None)  # type: ignore[arg-type]
    run(works, "delete from leaven.actions")
    return works


@pytest.fixture
def sponsor(leaven: LeavenProcess, browser: Browser) -> BrowserContext:
    context = person(browser, PHONE)
    cookie = cookie_for(leaven.home, "sponsor@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context


@pytest.fixture
def story(beside: Beside) -> Story:
    return beside.act(begun)
