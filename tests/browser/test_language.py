"""A language picked once on a device: kept there, and the same in the app and beside it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import open_screen, see, tap
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser


def test_a_picked_language_outlives_the_page(browser: Browser, leaven: LeavenProcess) -> None:
    phone = person(browser, PHONE)
    page = open_screen(phone.new_page(), leaven.url, "Take a seat")
    tap(page, "Deutsch")
    see(page, "Platz nehmen")

    page = open_screen(phone.new_page(), leaven.url, "Platz nehmen")
    assert page.locator("html").get_attribute("lang") == "de"
    page.goto(f"{leaven.url}/capture")
    page.wait_for_selector("body[data-ready]")
    expect(page.get_by_role("button", name="Tippen und sprechen")).to_be_visible()
    page.goto(f"{leaven.url}/help")
    expect(page.locator("article:visible")).to_have_attribute("lang", "de")

    page.get_by_role("button", name="English").click()  # and back, from a page beside the app
    open_screen(page, leaven.url, "Take a seat")


def test_a_language_picked_on_the_recorder_is_the_apps_too(
    browser: Browser, leaven: LeavenProcess
) -> None:
    page = person(browser, PHONE).new_page()
    page.goto(f"{leaven.url}/capture")
    page.wait_for_selector("body[data-ready]")
    page.locator("#language").select_option("de")
    open_screen(page, leaven.url, "Platz nehmen")
