"""A receipt from the first words to the change, and back: four words, no account."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.loop.story import (
    Story,
    carried_out,
    decided,
    let_go,
    linked,
    night,
    written,
)
from tests.browser.loop.taps import Person
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import TREE, open_screen, see, tap, write
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser
SAID = "I lift the pump alone, the second one is on line 5."
THEME = "A two-person job on a one-person roster"
CHANGE = "Change the roster rule: two at night"
FOUR_WORDS = re.compile(r"^[a-z]+ [a-z]+ [a-z]+ [a-z]+$")
MOST_TAPS = 2
MOST_BYTES = 3_000


def says_it_and_gets_a_receipt(browser: Browser, leaven: LeavenProcess, story: Story) -> str:
    phone = person(browser, PHONE, microphone=True).new_page()
    phone.goto(f"{leaven.url}/seat#{story.card}")
    phone.wait_for_selector("body[data-ready]")
    open_screen(phone, f"{leaven.url}/team", "Your team")
    write(phone, "Or type one line", SAID)
    tap(phone, "Send")
    see(phone, re.compile(re.escape(SAID)))
    tap(phone, "Get a receipt")
    words = phone.locator(TREE).get_by_role("heading", name=FOUR_WORDS)
    expect(words).to_be_attached()
    return words.get_attribute("aria-label") or words.inner_text()


def looks(browser: Browser, leaven: LeavenProcess, words: str) -> Page:
    """Any phone, another day: the page, the four words, one tap."""
    page = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
    somebody = Person(page)
    with somebody.recorded("a receipt is opened"):
        page.goto(f"{leaven.url}/receipt")
        page.get_by_label("Your four words").fill(words)
        somebody.press(page.get_by_role("button", name="Look"))
        expect(page.get_by_role("heading", name="So far")).to_be_visible()
    assert somebody.taps <= MOST_TAPS
    assert somebody.bytes <= MOST_BYTES
    return page


def stands_at(page: Page, step: str) -> None:
    expect(page.locator("[aria-current=step]")).to_have_text(step)


def lines_of(beside: Beside, story: Story) -> list[str]:
    asked = "select words from leaven.observations where session_id = %s"
    with psycopg.connect(beside.dsn) as database:
        return [row[0] for row in database.execute(asked, (story.session,))]


def test_a_receipt_follows_a_line_from_heard_to_changed(
    browser: Browser, leaven: LeavenProcess, beside: Beside, story: Story
) -> None:
    words = says_it_and_gets_a_receipt(browser, leaven, story)
    stands_at(looks(browser, leaven, words), "Heard")

    beside.act(lambda works: let_go(works, story))
    beside.act(lambda works: linked(works, SAID, THEME))
    beside.act(night)
    page = looks(browser, leaven, words)
    stands_at(page, "Linked")
    expect(page.get_by_text(THEME)).to_be_visible()

    action = beside.act(lambda works: written(works, story, SAID, CHANGE))
    beside.act(lambda works: decided(works, action, "From December on."))
    beside.act(night)
    page = looks(browser, leaven, words)
    stands_at(page, "Decided")
    expect(page.get_by_text("From December on.")).to_be_visible()

    beside.act(lambda works: carried_out(works, action, "On the wall since today."))
    beside.act(night)
    page = looks(browser, leaven, words)
    stands_at(page, "Changed")
    expect(page.get_by_text("On the wall since today.")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(SAID)  # a found receipt opens no words


def test_by_its_receipt_a_line_is_added_to_and_taken_back(
    browser: Browser, leaven: LeavenProcess, beside: Beside, story: Story
) -> None:
    words = says_it_and_gets_a_receipt(browser, leaven, story)
    beside.act(lambda works: let_go(works, story))
    page = looks(browser, leaven, words)

    adds = Person(page)
    page.get_by_label("Add to it").fill("And the hook is too short.")
    adds.press(page.get_by_role("button", name="Add these words"))
    expect(page.get_by_text("Added.", exact=False)).to_be_visible()
    assert adds.taps == 1

    withdraws = Person(page)
    withdraws.press(page.get_by_role("button", name="Take it back", exact=True))
    expect(page.get_by_text("goes tonight, from every page")).to_be_visible()
    withdraws.press(page.get_by_role("button", name="Yes, take it back"))
    expect(page.get_by_role("status").filter(has_text="goes tonight")).to_be_visible()
    assert withdraws.taps == MOST_TAPS
    assert SAID in lines_of(beside, story)

    beside.act(night)
    assert SAID not in lines_of(beside, story)
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("No line is known by these four words")
