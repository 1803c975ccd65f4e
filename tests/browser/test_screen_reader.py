"""What a screen reader gets of the screens: names, headings, and what has just happened."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support.aloud import Thing, alike, hear, listen, things
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, TABLET, person
from tests.browser.support.flutter import button, open_screen, tap, write
from tests.browser.test_by_keyboard import in_learn, in_soak
from tests.browser.test_improve_journey import a_released_story
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for

pytestmark = pytest.mark.browser
OF_OTHER_TESTS = re.compile(" · Everyday work ")
"""Sessions of one topic, left on the list of sessions by whoever was here before."""


def guide(browser: Browser, leaven: LeavenProcess) -> Page:
    context = person(browser, TABLET)
    cookie = cookie_for(leaven.home, "facilitator@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context.new_page()


def seat(browser: Browser, leaven: LeavenProcess, secret: str) -> Page:
    context = person(browser, PHONE)
    context.add_cookies([{"name": "leaven_seat", "value": secret, "url": leaven.url}])
    return context.new_page()


def read(page: Page, address: str, ready: str) -> list[Thing]:
    open_screen(page, address, re.compile(ready))
    return things(page)


def test_each_button_of_a_guide_has_a_name_of_its_own_and_each_screen_its_headings(
    browser: Browser, leaven: LeavenProcess
) -> None:
    beside = Beside(leaven.home)
    learning, (soaking, _) = beside.act(in_learn), beside.act(in_soak)
    improving = beside.act(a_released_story).session
    page = guide(browser, leaven)
    screens = {
        "/": "Your sessions",
        f"/sessions/{learning}": "What we hear",
        f"/sessions/{learning}/learn": "Mark, group or park",
        f"/sessions/{soaking}/soak": "Still to soak",
        f"/sessions/{soaking}/release": "Let it go together",
        f"/sessions/{improving}/improve": "What protects us",
    }
    for screen, ready in screens.items():
        found = read(page, leaven.url + screen, ready)
        assert [each for each in alike(found) if not OF_OTHER_TESTS.search(each[1])] == [], screen
        levels = {each.level for each in found if each.role == "heading" and each.name}
        assert 1 in levels, screen
        assert levels <= {1, 2, 3}, screen


def test_each_button_of_a_seat_has_a_name_of_its_own_and_what_is_chosen_is_told(
    browser: Browser, leaven: LeavenProcess
) -> None:
    _, secret = Beside(leaven.home).act(in_soak)
    page = seat(browser, leaven, secret)
    for screen, ready in {"/team": "Or type one line", "/soak": "What the team said"}.items():
        assert alike(read(page, leaven.url + screen, ready)) == {}, screen
    tap(page, re.compile("^Us too"))
    expect(button(page, re.compile("^Us too")).first).to_have_attribute("aria-current", "true")


def test_what_was_sent_added_given_or_refused_is_announced(
    browser: Browser, leaven: LeavenProcess
) -> None:
    soaking, secret = Beside(leaven.home).act(in_soak)
    phone = seat(browser, leaven, secret)
    open_screen(phone, f"{leaven.url}/team", "Or type one line")
    listen(phone)
    write(phone, "Or type one line", "The lamp is out.")
    tap(phone, "Send")
    hear(phone, "Sent. It stands below.")
    open_screen(phone, f"{leaven.url}/soak", "Add in your words")
    listen(phone)
    write(phone, "Add in your words", "And the other one.")
    tap(phone, "Add it")
    hear(phone, "Added. It stays with the team.")
    tap(phone, re.compile("^Yes: Could you say"))
    tap(phone, re.compile("^Yes: Will this be used"))
    tap(phone, "Give both")
    hear(phone, "Your two private taps are given.")
    tablet = guide(browser, leaven)
    open_screen(tablet, f"{leaven.url}/sessions/{soaking}/soak", "Still to soak")
    listen(tablet)
    tap(tablet, "Remind the team once")
    hear(tablet, "Reminded once; once is enough")
    tap(tablet, "End Soak early")
    tap(tablet, "End Soak with this reason")
    hear(tablet, "give a reason")
