"""A crew passes one tablet round and speaks: each is a voice, and nothing of anybody stays."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SPOKEN
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import TABLET, person
from tests.browser.support.flutter import open_screen, tap
from tests.support.actions import run
from tests.support.process import LeavenProcess
from tests.support.works import Works

pytestmark = pytest.mark.browser
IN_WORDS = 90_000  # milliseconds; a loaded machine hears slowly
VOICES = (
    "select count(distinct h.seat_tag), count(*) from leaven.holds h"
    " join leaven.observations o on o.id = h.observation_id"
    " join leaven.sessions s on s.id = h.session_id"
    " where s.kind = 'routine' and o.state = 'confirmed' and o.words like %s"
)


@pytest.fixture
def card(leaven: LeavenProcess) -> str:
    return Beside(leaven.home).act(a_card)


@pytest.fixture
def tablet(browser: Browser, leaven: LeavenProcess, card: str) -> Page:
    page = person(browser, TABLET, microphone=True).new_page()
    return open_screen(page, f"{leaven.url}/routine#{card}", re.compile("What was our week like"))


async def a_card(works: Works) -> str:
    guide = await works.person("facilitator")
    organisation = await works.organisation(guide)
    places = await guide.organisations.places(organisation.id)
    area = places.sites[0].areas[0].id
    return (await guide.routines.card(organisation.id, area)).secret


def voices(leaven: LeavenProcess, words: str) -> tuple[object, ...]:
    works = Works(None, Beside(leaven.home).dsn, None, None)  # type: ignore[arg-type]
    return run(works, VOICES, words)[0]


def speaks(tablet: Page) -> None:
    tap(tablet, re.compile("Speak instead"))
    tablet.wait_for_selector("body[data-ready]")
    expect(tablet.locator("#list li")).to_have_count(0)
    tablet.get_by_role("button", name="Tap and speak").click()
    expect(tablet.locator("#recordingTitle")).to_have_text("Recording")
    tablet.wait_for_timeout(6500)
    tablet.get_by_role("button", name="Tap to stop").click()
    tablet.locator("#send").click()
    expect(tablet.locator("#check")).to_be_visible()


def test_three_who_speak_at_one_tablet_are_three_voices(
    leaven: LeavenProcess, tablet: Page
) -> None:
    for number in range(3):
        speaks(tablet)
        written = tablet.get_by_label("Your words")
        expect(written).to_be_visible(timeout=IN_WORDS)
        if number == 0:
            assert written.input_value()
        written.fill(f"Spoken at the tablet, {number}.")
        tablet.get_by_role("button", name="Yes, keep it").click()
        tablet.wait_for_url(f"{leaven.url}/routine")
        open_screen(tablet, f"{leaven.url}/routine", re.compile("What was our week like"))
    assert voices(leaven, "Spoken at the tablet, %") == (3, 3)
    assert nothing_left(tablet)


def test_what_was_not_kept_is_gone_for_the_next_one(leaven: LeavenProcess, tablet: Page) -> None:
    speaks(tablet)
    expect(tablet.get_by_label("Your words")).to_be_visible(timeout=IN_WORDS)
    tablet.get_by_label("Your words").fill("Only the last one may know this.")
    tablet.get_by_role("button", name="Leave it for the crew to read").click()
    tablet.wait_for_url(f"{leaven.url}/routine")
    tablet.go_back()
    tablet.wait_for_load_state()
    assert "Only the last one" not in tablet.content()
    assert SPOKEN not in tablet.content()
    open_screen(tablet, f"{leaven.url}/team", re.compile("card"))
    assert nothing_left(tablet)


def nothing_left(tablet: Page) -> bool:
    """No cookie leads to anybody's seat."""
    names = {each["name"] for each in tablet.context.cookies()}
    return "leaven_seat" not in names
