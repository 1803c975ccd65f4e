"""The light pages: a sponsor decides, an owner carries out, a worker follows an own line."""

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import give_six_digits
from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import open_screen
from tests.support.actions import Proposed, answer_beside, propose, run
from tests.support.process import LeavenProcess
from tests.support.works import Works

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("LEAVEN_SHOTS", "")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def decisions(works: Works) -> list[tuple[object, ...]]:
    return run(works, "select verdict, reason from leaven.decisions")


def test_a_sponsor_approves_with_a_change_in_three_taps(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    propose(works)
    page = sponsor.new_page()
    loaded: list[int] = []
    page.on("response", lambda response: loaded.append(len(response.body())))
    began = time.monotonic()
    page.goto(f"{leaven.url}/waiting")
    expect(page.get_by_role("heading", name="Change the roster")).to_be_visible()
    expect(page.locator("blockquote")).to_have_count(2)
    shot(page, "decide")
    page.get_by_role("button", name="Approve with a change").click()  # tap 1
    shot(page, "decide_reason")
    page.get_by_label("What should be different?").fill("From Monday, and for the yard too.")
    page.get_by_role("button", name="Approve with a change").click()  # tap 2
    expect(page.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert time.monotonic() - began < 45
    assert sum(loaded) < 50_000
    assert decisions(works) == [("approved_with_change", "From Monday, and for the yard too.")]


def put_off(page: Page) -> None:
    page.get_by_role("button", name="Put off").click()
    page.get_by_label("Why not now?").fill("After stocktaking.")
    page.get_by_role("button", name="Put off").click()


def test_a_decline_without_a_reason_is_not_sent(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    propose(works)
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/decide")
    page.get_by_role("button", name="Decline").click()
    page.get_by_label("What is the reason?").fill("   ")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert")).to_contain_text("the team will read it")
    assert decisions(works) == []


def test_a_decision_without_a_connection_waits_on_the_phone_and_arrives_once(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    propose(works)
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/decide")
    expect(page.get_by_role("heading", name="Change the roster")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(800)
    sponsor.set_offline(True)
    page.reload()  # the page itself comes from the phone
    put_off(page)
    expect(page.get_by_text("Kept on this phone: 1")).to_be_visible()
    shot(page, "decide_offline")
    page.close()
    assert decisions(works) == []
    again = sponsor.new_page()
    again.goto(f"{leaven.url}/decide")
    expect(again.get_by_text("Kept on this phone: 1")).to_be_visible()
    sponsor.set_offline(False)
    again.evaluate("dispatchEvent(new Event('online'))")
    expect(again.get_by_text("Sent. The crew sees it now.")).to_be_visible(timeout=20_000)
    assert decisions(works) == [("deferred", "After stocktaking.")]


def test_a_phone_whose_clock_is_years_behind_puts_off_to_a_day_to_come(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    propose(works)
    page = sponsor.new_page()
    page.clock.set_system_time("2019-05-01T08:00:00")
    page.goto(f"{leaven.url}/decide")
    page.get_by_role("button", name="Put off").click()
    assert page.get_by_label("Until when?").input_value() > "2026"
    page.get_by_label("Why not now?").fill("After stocktaking.")
    page.get_by_role("button", name="Put off").click()
    expect(page.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert decisions(works) == [("deferred", "After stocktaking.")]


def test_who_was_second_is_told_what_stands(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    action = propose(works)
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/decide")
    expect(page.get_by_role("heading", name="Change the roster")).to_be_visible()
    answer_beside(works, action.id, "declined", "Sold in May.")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    assert decisions(works) == [("declined", "Sold in May.")]


def test_an_owner_opens_a_link_and_says_done_and_nobody_else_can(
    leaven: LeavenProcess, browser: Browser, sponsor: BrowserContext, works: Works
) -> None:
    action = propose(works)
    link = approved_link(leaven, sponsor, works, action)
    owner = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
    owner.goto(f"{leaven.url}/owner#{link}")
    expect(owner.get_by_role("heading", name="Change the roster")).to_be_visible()
    owner.get_by_role("button", name="Cannot be done").click()
    expect(owner.get_by_role("alert")).to_contain_text("what stands in the way")
    owner.get_by_role("button", name="Done", exact=True).click()
    done = owner.get_by_role("button", name="Done", exact=True)
    expect(done).to_have_attribute("aria-pressed", "true")
    shot(owner, "owner")
    stranger = browser.new_context().new_page()
    stranger.goto(f"{leaven.url}/owner#{link}")
    expect(stranger.get_by_role("alert")).to_contain_text("open on another device")


def approved_link(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works, action: Proposed
) -> str:
    body = {"id": str(uuid4()), "action": str(action.id), "verdict": "approved"}
    answer = sponsor.request.post(f"{leaven.url}/api/decide", data=body)
    assert answer.ok, answer.text()
    secret = uuid4().hex
    run(
        works,
        "insert into private.owner_keys (secret_hash, action_id, kind)"
        " values (private.hash(%s), %s, 'link')",
        secret,
        action.id,
    )
    return secret


def test_a_stranger_is_asked_to_sign_in(leaven: LeavenProcess, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{leaven.url}/decide")
    expect(page.get_by_text("Sign in first")).to_be_visible()
    door = page.get_by_role("link", name="Sign in")
    expect(door).to_have_attribute("href", "/sign-in?then=%2Fdecide")
    shot(page, "decide_stranger")


def test_a_sponsor_who_comes_from_a_mail_signs_in_and_has_the_card_before_them(
    leaven: LeavenProcess, browser: Browser, works: Works
) -> None:
    propose(works)
    page = person(browser, PHONE).new_page()
    open_screen(page, f"{leaven.url}/waiting", "Your e-mail address")
    give_six_digits(page, leaven, "sponsor@leaven.example")
    page.wait_for_url(f"{leaven.url}/decide")
    expect(page.locator("#change")).not_to_be_empty()


def test_four_words_open_what_became_of_a_line_and_wrong_ones_say_so(
    leaven: LeavenProcess, browser: Browser, works: Works
) -> None:
    page = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
    page.goto(f"{leaven.url}/receipt")
    page.get_by_label("Your four words").fill("these are not words")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_be_visible()
    shot(page, "receipt")


def test_a_sponsor_whose_phone_was_never_here_is_not_told_that_nobody_waits(
    leaven: LeavenProcess, sponsor: BrowserContext, works: Works
) -> None:
    propose(works)
    page = sponsor.new_page()
    page.route("**/api/decide", lambda route: route.abort())
    page.goto(f"{leaven.url}/decide")
    expect(page.get_by_text("No connection. Open this page once with one.")).to_be_visible()
    page.unroute("**/api/decide")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="Change the roster")).to_be_visible()


def test_a_page_of_somebody_elses_in_between_is_told_as_no_answer(
    leaven: LeavenProcess, browser: Browser
) -> None:
    page = browser.new_context().new_page()
    page.route("**/api/receipt/*", lambda route: route.fulfill(status=502, body="<h1>Gone</h1>"))
    page.goto(f"{leaven.url}/receipt")
    page.get_by_label("Your four words").fill("any four words here")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("Leaven does not answer just now")
