"""The guided flow in real browsers, with its taps counted against the targets."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.people import Colleague, Facilitator
from tests.browser.support.chromium import PHONE, TABLET, person
from tests.browser.support.flutter import open_screen, see, speak, tap, write
from tests.browser.support.taps import counted
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser
SAID = (
    "The coffee machine is the handover.",
    "It is quiet on Sundays, so the labels get done.",
    "We should buy a second lifter for nights.",
)


def test_a_team_learns_soaks_and_looks_back_on_its_week(
    browser: Browser, leaven: LeavenProcess
) -> None:
    guide = Facilitator(browser, leaven)
    guide.sign_in()
    guide.open_session("Lifting at the dock")
    session = guide.page.url.split("/sessions/")[1]
    links = guide.show_cards()
    for link, words in zip(links, SAID, strict=False):
        Colleague(link).types(words)
    learn(guide, leaven, session)
    phone = soak(browser, leaven, links[3])
    end_soak_early(guide, leaven, session, phone)
    look_back(browser, guide, leaven)


def learn(guide: Facilitator, leaven: LeavenProcess, session: str) -> None:
    """One tap pins, one parks; the hint for a fix is on the tablet; soak starts with one tap."""
    address = f"{leaven.url}/sessions/{session}/learn"
    open_screen(guide.page, address, re.compile("Pin this moment"))
    with counted(guide.page, "Learn: pin, park, start Soak", 3) as tablet:
        tablet.tap("Pin this moment")
        see(guide.page, re.compile("Pin 1"))
        see(guide.page, re.compile("This sounds like a fix"))
        tablet.tap("Park it")
        tablet.tap(re.compile("Start Soak"))
        see(guide.page, re.compile("Still to soak"))


def soak(browser: Browser, leaven: LeavenProcess, link: str) -> Page:
    """The next day on a phone: us too, and a line of one's own."""
    page = person(browser, PHONE, microphone=True).new_page()
    page.goto(link)
    page.wait_for_selector("body[data-ready]")
    open_screen(page, f"{leaven.url}/soak", re.compile("What the team said"))
    with counted(page, "Soak: us too and a line", 6) as worker:
        worker.tap("Us too")
        write(page, "Add in your words", "At night I wait for the forklift driver.")
        worker.tap("Add it")
        see(page, re.compile("It stays with the team"))
    return page


def end_soak_early(guide: Facilitator, leaven: LeavenProcess, session: str, phone: Page) -> None:
    """Not without a reason, and every phone reads it."""
    open_screen(guide.page, f"{leaven.url}/sessions/{session}/soak", re.compile("Still to soak"))
    write(guide.page, "The sponsor's role", "Operations manager")
    tap(guide.page, "Keep it")
    tap(guide.page, "End Soak early")
    tap(guide.page, "End Soak with this reason")
    see(guide.page, re.compile("give a reason that everyone will see"))
    write(guide.page, re.compile("Why now"), "Leave begins on Friday.")
    tap(guide.page, "End Soak with this reason")
    see(guide.page, re.compile("Ideas that waited"))
    see(phone, re.compile("Leave begins on Friday"))


def look_back(browser: Browser, guide: Facilitator, leaven: LeavenProcess) -> None:
    """A crew's tablet without any account; after each turn it is empty."""
    open_screen(guide.page, f"{leaven.url}/walls", re.compile("Cards for the wall"))
    tap(guide.page, "Make a card")
    with guide.page.expect_request("**/api/wall") as taken:
        tap(guide.page, "Open it on this tablet")
    card = taken.value.post_data_json["card"]
    tablet = person(browser, TABLET).new_page()
    asked: list[str] = []
    tablet.on("request", lambda request: asked.append(request.url))
    open_screen(tablet, f"{leaven.url}/routine#{card}", re.compile("What was our week like"))
    assert not [address for address in [tablet.url, *asked] if card in address.partition("#")[0]]
    assert tablet.url == f"{leaven.url}/routine"
    with counted(tablet, "Our week: two in turn", 2) as crew:
        for words in ("The label roll curls.", "We wait for the lifter."):
            write(tablet, "What surprised us this week?", words)
            crew.tap(re.compile("Done, pass it on"))
            see(tablet, re.compile("The screen is clear for the next one"))
    speak(tablet)
