"""A worker in Learn: a card from a cap, a promise, a no that nobody sees, a tap while others talk.

Four real browsers at once: the guide's tablet and three phones.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BEFORE
from tests.browser.people import Facilitator, Worker
from tests.browser.support.flutter import everything, miss, open_screen, see, tap
from tests.browser.support.taps import counted
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser
SAID = (
    "I lift the drum alone at night.",
    "The guard switch sticks when it is cold.",
    "Nobody told us about the new valve.",
)
REACTION, VOICE = 2, 3
"""The most taps that a reaction and a spoken line may take."""


def test_a_worker_says_no_to_recording_and_yes_to_a_colleague(
    browser: Browser, leaven: LeavenProcess
) -> None:
    guide = Facilitator(browser, leaven)
    guide.sign_in()
    guide.open_session("Lifting at the dock")
    board = guide.page.url
    phones = [Worker(browser) for _ in SAID]
    for phone, link in zip(phones, guide.show_cards(), strict=False):
        phone.scan(link)
    for phone, words in zip(phones, SAID, strict=True):
        expect(phone.page.locator("#promise")).to_be_visible()
        write_one(phone.page, words)
    guide.sees(SAID[0])
    nobody_sees_whose_no_it_was(guide.page, [phone.page for phone in phones])
    us_too_while_a_colleague_speaks(leaven, phones)
    a_line_in_a_silent_minute(phones[0].page, leaven)
    open_screen(guide.page, f"{board}/learn", re.compile("Pin this moment"))
    miss(guide.page, re.compile("Others too"), 1000)  # one seat's answer shows to nobody


def write_one(page: Page, words: str) -> None:
    page.locator("#toType").click()
    page.locator("#words").fill(words)
    page.locator("#sendWords").click()
    expect(page.locator("#list")).to_contain_text("Delivered")


def nobody_sees_whose_no_it_was(tablet: Page, phones: list[Page]) -> None:
    """Three are asked; one says no first, then two say yes: no screen changes by the no."""
    tap(tablet, "Ask on every phone")
    see(tablet, re.compile("Nothing is recorded"))
    for phone in phones:
        phone.reload()
        expect(phone.locator("#asked")).to_be_visible(timeout=30_000)
    no, *others = phones
    before = everything(tablet)
    others_before = [phone.locator("body").inner_text() for phone in others]
    with counted(no, "Learn: a no to recording", 1) as worker:
        worker.click("No")
        expect(no.locator("#asked")).to_be_hidden()
    for phone, was in zip(others, others_before, strict=True):
        assert phone.locator("body").inner_text() == was
    for phone in others:
        with counted(phone, "Learn: a yes to recording", 1) as worker:
            worker.click("Yes")
            expect(phone.locator("#askedSays")).to_contain_text("You have said yes")
    miss(tablet, re.compile("Everybody has said yes"), 3000)
    assert everything(tablet) == before


def us_too_while_a_colleague_speaks(leaven: LeavenProcess, phones: list[Worker]) -> None:
    mine, colleague = phones[0].page, phones[1].page
    open_screen(mine, f"{leaven.url}/team", re.compile("The story so far"))
    colleague.get_by_role("button", name="Tap and speak").click()
    with counted(mine, "Learn: us too", REACTION) as worker:
        worker.tap(re.compile("The story so far"))
        see(mine, re.compile(re.escape(SAID[1])))
        worker.tap("Us too")
        see(mine, re.compile(re.escape(SAID[2])))
    colleague.get_by_role("button", name="Tap to stop").click()
    colleague.locator("#send").click()


def a_line_in_a_silent_minute(page: Page, leaven: LeavenProcess) -> None:
    page.goto(f"{leaven.url}/capture")
    page.wait_for_selector("body[data-ready]")
    with counted(page, "Learn: a spoken line", VOICE) as worker:
        worker.click("Tap and speak")
        page.wait_for_timeout(int((BEFORE + 2) * 1000))
        worker.click("Tap to stop")
        worker.click("Send")
    expect(page.locator("#list")).to_contain_text(re.compile("Delivered|In words"), timeout=30_000)
    assert urlsplit(page.url).path == "/capture"
