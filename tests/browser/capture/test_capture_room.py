"""The room on the facilitator's tablet: never without every yes, never lost, sent as it goes."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.support.chromium import TABLET, KillableChromium, phone
from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
SESSION = uuid4()
SEND_OFTEN = """
  const every = window.setInterval.bind(window);
  window.setInterval = (work, pause) => every(work, pause === 20000 ? 500 : pause);
"""


@pytest.fixture
def tablet(browser: Browser, server: CaptureServer) -> ShellPage:
    context = phone(browser, TABLET, is_mobile=False)
    page = context.new_page()
    page.add_init_script(SEND_OFTEN)
    return ShellPage(page, server).open(f"/capture?room={SESSION}")


def agree(tablet: ShellPage, hands: int) -> None:
    for _ in range(hands):
        tablet.page.get_by_role("button", name="+1").click()
    tablet.page.get_by_role("button", name="Record the room").click()


def test_without_every_yes_nothing_records_and_no_number_is_told(tablet: ShellPage) -> None:
    agree(tablet, 2)
    expect(tablet.page.locator("#roomNeeds")).to_contain_text("a yes from every seat")
    tablet.page.wait_for_timeout(1200)
    expect(tablet.page.locator("#roomDuring")).to_be_hidden()
    assert "3" not in tablet.page.locator("#room").inner_text()
    assert tablet.items() == []


def test_the_room_is_sent_while_it_runs_with_its_pins_and_identical_bytes(
    tablet: ShellPage,
) -> None:
    page = tablet.page
    agree(tablet, 3)
    expect(page.locator("#roomClock")).to_contain_text("is being recorded · 0:02", timeout=15_000)
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("#roomSays")).to_contain_text("Pins so far: 1")
    item = tablet.items()[0]
    page.evaluate(
        "async id => Outbox.append(id, new Uint8Array(140000).buffer, 3)", item["id"]
    )  # as much as three quarters of a minute bring
    tablet.until(lambda: len(tablet.server.store.chunks) >= 2)
    assert tablet.items()[0]["state"] == "recording"
    page.route("**/finish", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Stop and send").click()
    tablet.until(lambda: tablet.items()[0]["state"] == "waiting")
    kept = tablet.sound(item["id"])
    tablet.until(lambda: item["id"] in tablet.server.store.sounds, 60)
    assert tablet.server.store.sounds[item["id"]] == kept
    recording = tablet.server.store.recordings[item["id"]]
    assert recording.kind == "room"
    assert 1.5 < recording.pins[0] < 6


def test_a_tablet_that_loses_its_signal_goes_on_and_sends_the_rest_later(
    tablet: ShellPage,
) -> None:
    agree(tablet, 3)
    expect(tablet.page.locator("#roomDuring")).to_be_visible()
    tablet.lose_signal()
    tablet.page.wait_for_timeout(2500)
    tablet.page.get_by_role("button", name="Stop and send").click()
    tablet.until(lambda: tablet.items()[0]["state"] == "waiting")
    tablet.find_signal()
    tablet.until(lambda: len(tablet.server.store.deliveries) == 1)


def test_a_yes_taken_back_stops_the_recording_at_once(tablet: ShellPage) -> None:
    agree(tablet, 3)
    expect(tablet.page.locator("#roomDuring")).to_be_visible()
    item = tablet.items()[0]
    tablet.server.store.may_record = False
    tablet.page.evaluate(
        "async id => Outbox.append(id, new Uint8Array(140000).buffer, 3)", item["id"]
    )
    expect(tablet.page.locator("#roomBefore")).to_be_visible(timeout=15_000)
    assert "Not everybody agrees any more" in tablet.alarms()
    tablet.until(lambda: tablet.items()[0]["state"] == "refused")
    assert tablet.server.store.deliveries == []
    tablet.page.get_by_role("button", name="Throw away").click()
    tablet.until(lambda: tablet.items() == [], 12)


def test_when_all_have_said_yes_on_their_phones_it_is_one_tap(
    browser: Browser, server: CaptureServer
) -> None:
    context = phone(browser, TABLET)
    tablet = ShellPage(context.new_page(), server).open(f"/capture?room={SESSION}")
    tablet.page.get_by_role("button", name="Ask everybody on their phones").click()
    expect(tablet.page.locator("#roomAsked")).to_be_visible()
    assert server.store.asked
    server.store.may_record = True
    expect(tablet.page.locator("#roomAll")).to_be_visible(timeout=10_000)
    expect(tablet.page.locator("#hands")).to_be_hidden()
    agree(tablet, 0)
    expect(tablet.page.locator("#roomDuring")).to_be_visible()


def test_a_killed_tablet_loses_two_seconds_of_the_room_at_most(
    playwright: Playwright, server: CaptureServer, voice: Path, tmp_path: Path
) -> None:
    server.store.may_record = True
    browser = KillableChromium(playwright, tmp_path, voice)
    tablet = ShellPage(browser.page(), server).open(f"/capture?room={SESSION}")
    agree(tablet, 0)
    expect(tablet.page.locator("#roomClock")).to_contain_text("0:05", timeout=15_000)
    browser.kill()
    again = KillableChromium(playwright, tmp_path, voice)
    tablet = ShellPage(again.page(), server).open(f"/capture?room={SESSION}")
    tablet.until(lambda: len(server.store.deliveries) == 1)
    assert server.store.recordings[server.store.deliveries[0]].seconds >= 3
    again.kill()


def test_each_seat_is_asked_on_its_own_phone_and_a_no_leaves_no_trace(
    page: Page, server: CaptureServer
) -> None:
    server.store.asked = True
    shell = ShellPage(page, server).open()
    question = page.get_by_role("region", name="May the room be recorded?")
    question.get_by_role("button", name="Yes").click()
    expect(page.locator("#askedSays")).to_contain_text("You have said yes")
    assert server.store.said_yes
    question.get_by_role("button", name="Take my yes back").click()
    expect(question).to_be_hidden()
    assert not server.store.said_yes
    kept = page.evaluate("Outbox.list().then(items => items.length)")
    assert (kept, page.evaluate("localStorage.length")) == (0, 0)
    expect(shell.microphone).to_be_visible()


def test_nobody_is_asked_when_the_facilitator_does_not_ask(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open()
    expect(page.locator("#asked")).to_be_hidden()
