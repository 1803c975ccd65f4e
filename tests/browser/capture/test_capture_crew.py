"""A crew's tablet: a seat for each who speaks, words that only their speaker sees, also offline."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support.chromium import TABLET, phone
from tests.support.capture_server import CaptureServer
from tests.support.capture_store import WALL
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
HEARD = "only who spoke may read this"


@pytest.fixture
def tablet(browser: Browser, server: CaptureServer) -> ShellPage:
    context = phone(browser, TABLET)
    return ShellPage(context.new_page(), server).open(f"/seat?crew=1#{WALL}")


def speak(tablet: ShellPage) -> None:
    tablet.record(1.5)
    tablet.page.locator("#send").click()
    expect(tablet.page.locator("#check")).to_be_visible()


def leave_it(page: Page) -> None:
    page.get_by_role("button", name="Leave it for the crew to read").click()


def seats(tablet: ShellPage) -> list[dict[str, Any]]:
    """What the tablet remembers of seats."""
    kept: list[dict[str, Any]] = tablet.page.evaluate(
        """new Promise((done, failed) => {
             const opened = indexedDB.open("leaven", 1);
             opened.onerror = failed;
             opened.onsuccess = () => {
               const asked = opened.result.transaction("seats").objectStore("seats").getAll();
               asked.onsuccess = () => done(asked.result);
             };
           })"""
    )
    return kept


def test_the_words_come_back_to_their_speaker_who_mends_and_keeps_them(tablet: ShellPage) -> None:
    tablet.server.store.heard = HEARD
    speak(tablet)
    words = tablet.page.get_by_label("Your words")
    expect(words).to_have_value(HEARD)
    words.fill("The roll curls.")
    tablet.page.get_by_role("button", name="Yes, keep it").click()
    tablet.page.wait_for_url("**/routine")
    assert list(tablet.server.store.checked.values()) == ["The roll curls."]
    assert "leaven_seat" not in {each["name"] for each in tablet.page.context.cookies()}


def test_who_does_not_want_it_throws_it_away(tablet: ShellPage) -> None:
    tablet.server.store.heard = HEARD
    speak(tablet)
    expect(tablet.page.get_by_label("Your words")).to_have_value(HEARD)
    tablet.page.locator("#checkThrow").click()
    tablet.page.wait_for_url("**/routine")
    assert tablet.server.store.withdrawn == list(tablet.server.store.sounds)


def test_after_half_a_minute_the_words_are_gone_and_the_next_one_has_another_seat(
    browser: Browser, server: CaptureServer
) -> None:
    context = phone(browser, TABLET)
    page = context.new_page()
    tablet = ShellPage(page, server).open(f"/seat?crew=1#{WALL}")
    server.store.heard = HEARD
    before = page.evaluate("App.seat.secret")
    speak(tablet)
    expect(page.get_by_label("Your words")).to_have_value(HEARD)
    page.evaluate("Shared.clear()")  # what the clock does
    expect(page.locator("#start")).to_be_visible()
    assert page.evaluate("$('checkWords').value") == ""
    assert HEARD not in page.content()
    assert page.evaluate("App.seat.secret") != before
    assert before not in {each["secret"] for each in seats(tablet)}


def test_without_a_signal_each_turn_waits_under_a_seat_of_its_own_and_arrives_once(
    tablet: ShellPage,
) -> None:
    page = tablet.page
    tablet.lose_signal()
    for _ in range(2):
        speak(tablet)
        expect(page.locator("#checkSays")).to_contain_text("No connection")
        leave_it(page)
        expect(page.locator("#start")).to_be_visible()
    waiting = [(item["seat"], item["state"]) for item in tablet.items()]
    assert len({seat for seat, _ in waiting}) == 2
    tablet.reload()  # a tablet that is switched off and on again
    tablet.find_signal()
    tablet.until(lambda: tablet.items() == [], 60)
    assert len(tablet.server.store.sounds) == len(tablet.server.store.deliveries) == 2
    assert all(each.for_crew for each in tablet.server.store.recordings.values())
    assert {seat for seat, _ in waiting} <= set(tablet.server.store.seats)


def test_before_somebody_speaks_without_a_signal_the_tablet_says_who_will_read_it(
    tablet: ShellPage,
) -> None:
    page = tablet.page
    expect(page.locator("#offline")).to_be_hidden()
    tablet.lose_signal()
    expect(page.locator("#offline")).to_contain_text("you cannot check here. Write it.")
    page.locator("#language").select_option("de")
    expect(page.locator("#offline")).to_contain_text("kannst du hier nicht prüfen. Schreib es.")


def test_who_hears_of_it_only_after_speaking_takes_it_back_and_writes(tablet: ShellPage) -> None:
    page = tablet.page
    tablet.lose_signal()
    speak(tablet)
    expect(page.locator("#checkSays")).to_contain_text("Your crew reads its words together later")
    page.locator("#checkThrow").click()
    expect(page.locator("#start")).to_be_visible()
    assert tablet.items() == []
    page.locator("#toType").click()
    page.get_by_label("What did you notice?").fill("We wait for the lifter.")
    page.locator("#sendWords").click()
    expect(page.locator("#start")).to_be_visible()
    tablet.find_signal()
    tablet.until(lambda: list(tablet.server.store.texts.values()) == ["We wait for the lifter."])
    assert tablet.server.store.sounds == {}


def test_the_questions_of_the_week_without_a_signal_are_the_crews_recorder(
    tablet: ShellPage,
) -> None:
    tablet.lose_signal()
    tablet.page.goto(tablet.server.url + "/routine")
    tablet.page.wait_for_selector("body[data-ready]")
    expect(tablet.page.locator("#seat")).to_be_hidden()
    speak(tablet)
    [item] = tablet.items()
    assert (item["crew"], bool(item["seat"])) == (True, True)


def test_who_would_rather_write_is_done_with_sending(tablet: ShellPage) -> None:
    tablet.page.locator("#toType").click()
    tablet.page.get_by_label("What did you notice?").fill("We wait for the lifter.")
    tablet.page.locator("#sendWords").click()
    tablet.page.wait_for_url("**/routine")
    tablet.page.wait_for_load_state()
    tablet.open(f"/seat?crew=1#{WALL}")
    tablet.until(lambda: list(tablet.server.store.texts.values()) == ["We wait for the lifter."])


def test_the_card_of_the_wall_is_known_again_after_the_tablet_was_off(tablet: ShellPage) -> None:
    tablet.open("/capture?crew=1")
    expect(tablet.page.locator("#topic")).to_contain_text("Infeed 2 at night")
    expect(tablet.page.locator("#seat")).to_be_hidden()
    expect(tablet.page.get_by_role("link", name="Back to the questions")).to_be_visible()
