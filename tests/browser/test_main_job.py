"""The main job, whole: a phone, a tablet, the real server, database, worker and Whisper code."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import BEFORE, SPOKEN
from tests.browser.people import Colleague, Facilitator, Worker
from tests.browser.support.flutter import TREE, see, touch
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser
TYPED = "After ten at night there is nobody left to lift with."
SECONDS_OF_SPEECH = 5.5


def test_a_spoken_and_a_typed_line_reach_a_theme_beside_another_sites_line(
    browser: Browser, leaven: LeavenProcess
) -> None:
    facilitator = Facilitator(browser, leaven)
    facilitator.sign_in()
    facilitator.open_session("Lifting at the dock")
    links = facilitator.show_cards()
    assert len(links) == len(set(links)) == 6

    Colleague(links[0]).types("The coffee machine is the handover.")
    Colleague(links[1]).types("It is quiet on Sundays.")
    facilitator.sees("three people have spoken")

    worker = Worker(browser)
    worker.scan(links[2])
    worker.speak(BEFORE + SECONDS_OF_SPEECH)
    worker.check_words(SPOKEN)
    facilitator.sees(SPOKEN, 5)
    worker.types(TYPED)
    facilitator.sees(TYPED, 5)

    page = facilitator.page
    line = page.locator(TREE).get_by_role("group", name=re.compile(re.escape(SPOKEN)))
    touch(line.get_by_role("button", name="Belongs here"))
    touch(line.get_by_role("button", name=re.compile("^Open")))
    see(page, re.compile("In people's own words"))
    see(page, re.compile(re.escape(SPOKEN)))
    see(page, re.compile("Your session"))
    see(page, re.compile("Hill Road hospital"))
