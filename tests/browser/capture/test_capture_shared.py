"""A tablet that is passed round: nothing of the last person stays, and nothing spoken is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
LAST_WORDS = "only the last person may know this"


def everything(page: Page) -> str:
    """All that the page holds, seen or not: its text and what stands in its fields."""
    text: str = page.evaluate(
        "document.documentElement.outerHTML"
        " + [...document.querySelectorAll('input, textarea')].map(field => field.value).join()"
    )
    return text


def test_after_sending_it_is_back_at_the_start_and_shows_no_list(tablet: ShellPage) -> None:
    tablet.write(LAST_WORDS)
    expect(tablet.microphone).to_be_visible()
    expect(tablet.page.locator("#gave")).to_be_hidden()
    assert LAST_WORDS not in everything(tablet.page)
    tablet.until(lambda: tablet.items() == [])
    assert list(tablet.server.store.texts.values()) == [LAST_WORDS]


def test_words_that_were_not_sent_are_wiped_after_thirty_seconds(tablet: ShellPage) -> None:
    page = tablet.page
    page.locator("#toType").click()
    page.get_by_label("What did you notice?").fill(LAST_WORDS)
    page.clock.run_for(22_000)
    expect(page.locator("#sharedClears")).to_be_visible()
    assert LAST_WORDS in everything(page)
    page.clock.run_for(10_000)
    expect(tablet.microphone).to_be_visible()
    assert LAST_WORDS not in everything(page)
    assert page.evaluate("Outbox.kept('draft')") is None


def test_a_recording_that_was_left_goes_by_itself_and_is_not_lost(tablet: ShellPage) -> None:
    page = tablet.page
    tablet.microphone.click()
    for _ in range(20):
        page.clock.run_for(200)
        page.wait_for_timeout(50)
    expect(page.locator("#recordingTitle")).to_have_text("Recording")
    page.clock.run_for(1000)
    page.locator("#stop").click()
    expect(page.locator("#kept")).to_be_visible()
    page.clock.run_for(1000)
    expect(page.locator("#sharedGoes")).to_contain_text("unless you throw it away")
    page.clock.run_for(31_000)
    expect(tablet.microphone).to_be_visible()
    tablet.until(lambda: len(tablet.server.store.sounds) == 1)
    assert page.evaluate("$('player').src") == ""


def test_the_back_button_brings_nothing_back(tablet: ShellPage) -> None:
    page = tablet.page
    page.locator("#toType").click()
    page.get_by_label("What did you notice?").fill(LAST_WORDS)
    page.goto(tablet.server.url + "/team")
    page.go_back()
    tablet.ready()
    assert LAST_WORDS not in everything(page)
    expect(tablet.microphone).to_be_visible()


def test_a_language_chosen_by_one_person_does_not_meet_the_next(tablet: ShellPage) -> None:
    tablet.page.get_by_label("Language").select_option("de")
    expect(tablet.page.locator("#toType")).to_contain_text("Schreiben")
    tablet.page.clock.run_for(32_000)
    expect(tablet.page.locator("#toType")).to_contain_text("Type")


def test_it_stays_shared_from_the_home_screen_until_it_is_told_otherwise(
    tablet: ShellPage,
) -> None:
    tablet.open("/capture")
    expect(tablet.page.locator("body.shared")).to_have_count(1)
    tablet.open("/capture?shared=0")
    expect(tablet.page.locator("body.shared")).to_have_count(0)


def test_on_a_phone_of_ones_own_a_draft_stays(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    page.locator("#toType").click()
    page.get_by_label("What did you notice?").fill("half a thou")
    page.wait_for_timeout(500)
    shell.reload()
    page.locator("#toType").click()
    expect(page.get_by_label("What did you notice?")).to_have_value("half a thou")
