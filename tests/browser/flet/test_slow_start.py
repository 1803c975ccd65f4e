"""While the engine is still on its way, the first picture already leads to the recorder."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.flet.conftest import Gallery
from tests.browser.support.chromium import PHONE, person

pytestmark = pytest.mark.browser


def test_who_does_not_want_to_wait_for_the_app_speaks_at_once(
    browser: Browser, gallery: Gallery
) -> None:
    context = person(browser, PHONE)
    page = context.new_page()
    page.route("**/main.dart.wasm", lambda route: None)  # it never comes
    page.goto(f"http://127.0.0.1:{gallery.port}/", wait_until="commit")
    offer = page.get_by_role("link", name="Say or type something now")
    expect(offer).to_be_visible(timeout=20_000)
    expect(offer).to_have_attribute("href", "/capture")
    expect(page.get_by_text("The first time takes a little longer.")).to_be_visible(timeout=20_000)
