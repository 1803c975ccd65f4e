"""The recorder: on the disk before it says so, one latch; whatever comes, what there is stays."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.support.chromium import KillableChromium
from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser

HIDE = """() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });
                  document.dispatchEvent(new Event('visibilitychange')); }"""
CATCH_STREAM = """
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async wish => (window.stream = await ask(wish));
"""


def test_it_says_recording_only_when_the_first_sound_is_on_the_disk(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    page.evaluate(
        """() => { const append = Outbox.append;
                   Outbox.append = async (...all) => {
                     await new Promise(go => { window.letGo = go; });
                     return append(...all); }; }"""
    )
    shell.microphone.click()
    page.wait_for_timeout(1500)
    expect(page.locator("#recordingTitle")).to_have_text("Starting …")
    assert shell.items()[0]["pieces"] == 0
    page.evaluate("letGo()")
    expect(page.locator("#recordingTitle")).to_have_text("Recording")
    assert shell.items()[0]["pieces"] >= 1


def test_every_piece_is_written_through_to_the_disk(page: Page, server: CaptureServer) -> None:
    """A kill does not show it: the system still holds what an empty battery would lose."""
    page.add_init_script(
        """window.written = [];
           const begin = IDBDatabase.prototype.transaction;
           IDBDatabase.prototype.transaction = function (stores, mode, how) {
             if (mode === 'readwrite') written.push([stores.join(), how?.durability]);
             return begin.call(this, stores, mode, how); };"""
    )
    shell = ShellPage(page, server).open()
    shell.record(2)
    written: list[list[str]] = page.evaluate("written")
    assert ["items,pieces", "strict"] in written
    assert {durability for _, durability in written} == {"strict"}


def test_it_records_within_half_a_second_of_the_tap_and_counts_each_second(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.record(0.8)  # the first one warms the microphone up
    shell.send()
    shell.start_recording()
    page.wait_for_timeout(3000)
    clock = page.locator("#clock").inner_text()
    item = shell.items()[-1]
    assert clock in {"3 s", "4 s"}
    assert item["seconds"] >= 2 - 0.2
    page.locator("#stop").click()


def test_a_killed_browser_loses_two_seconds_at_most(
    playwright: Playwright, server: CaptureServer, voice: Path, tmp_path: Path
) -> None:
    browser = KillableChromium(playwright, tmp_path, voice)
    shell = ShellPage(browser.page(), server).open()
    shell.start_recording()
    shell.page.wait_for_timeout(6500)
    spoken = shell.page.evaluate("parseFloat($('clock').textContent)")
    browser.kill()

    again = KillableChromium(playwright, tmp_path, voice)
    shell = ShellPage(again.page(), server).open("/capture")
    (item,) = shell.items()
    assert item["state"] == "held"
    assert item["seconds"] >= spoken - 2
    assert len(shell.sound(item["id"])) == item["size"] > 0
    expect(shell.page.locator("#list")).to_contain_text("was cut when the page closed")
    shell.page.locator("#list").get_by_role("button", name="Send").click()
    shell.until(lambda: item["id"] in server.store.sounds)
    assert len(server.store.sounds[item["id"]]) == item["size"]
    again.kill()


def test_a_double_tap_makes_one_recording_that_goes_on(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    place = shell.microphone.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.touchscreen.tap(x, y)
    page.touchscreen.tap(x, y)
    page.touchscreen.tap(x, y)
    expect(page.locator("#recordingTitle")).to_have_text("Recording")
    page.locator("#stop").click()  # still within the moment of a double tap
    page.wait_for_timeout(900)
    expect(page.locator("#recording")).to_be_visible()
    page.locator("#stop").dblclick()
    expect(page.locator("#kept")).to_be_visible()
    assert len(shell.items()) == 1


@pytest.mark.parametrize(
    ("what", "happens", "told"),
    [
        ("the screen locks", HIDE, "screen changed or locked"),
        (
            "a call takes the microphone",
            "() => stream.getTracks()[0].dispatchEvent(new Event('ended'))",
            "microphone was taken away",
        ),
        (
            "the system mutes the microphone",
            "() => stream.getTracks()[0].dispatchEvent(new Event('mute'))",
            "microphone was taken away",
        ),
        ("the page goes", "() => dispatchEvent(new Event('pagehide'))", "changed or locked"),
    ],
)
def test_whatever_takes_the_microphone_away_what_there_is_stays(
    page: Page, server: CaptureServer, what: str, happens: str, told: str
) -> None:
    page.add_init_script(CATCH_STREAM)
    shell = ShellPage(page, server).open()
    shell.start_recording()
    page.wait_for_timeout(2200)
    page.evaluate(happens)
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#keptSays")).to_contain_text(told)
    assert shell.items()[0]["seconds"] > 1.5, what


def test_a_reload_in_the_middle_keeps_what_was_said(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.start_recording()
    page.wait_for_timeout(2500)
    shell.reload()
    (item,) = shell.items()
    assert item["state"] == "held"
    assert item["seconds"] > 0.9


def test_a_recording_in_one_tab_is_not_taken_for_a_cut_one_by_another(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.start_recording()
    other = ShellPage(page.context.new_page(), server).open("/capture")
    other.page.wait_for_timeout(6000)
    assert other.items()[0]["state"] == "recording"
    page.bring_to_front()
    page.locator("#stop").click()
    expect(page.locator("#kept")).to_be_visible()


def test_at_the_limit_it_stops_by_itself_and_counts_down_before(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    page.evaluate("App.seat.limits.seconds = 47")
    page.evaluate(
        "() => { const now = performance.now.bind(performance); let jump = 0;"
        "performance.now = () => now() + jump; window.jump = ms => { jump = ms; } }"
    )
    shell.start_recording()
    expect(page.locator("#left")).to_have_text("")
    page.evaluate("jump(44500)")
    expect(page.locator("#left")).to_contain_text("s left")
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#toastSays")).to_contain_text("The time is full")


def test_thrown_away_can_be_undone_and_then_is_gone(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.record(1)
    page.locator("#throw").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#kept")).to_be_visible()
    page.locator("#throw").click()
    shell.until(lambda: shell.items() == [], 12)
    assert server.store.deliveries == []


def test_the_recording_can_be_heard_before_it_is_sent(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.record(2)
    page.locator("#hear").click()
    shell.until(lambda: page.evaluate("$('player').currentTime > 0.2"))
    expect(page.locator("#hear")).to_have_text("Stop")
    page.locator("#hear").click()
    expect(page.locator("#hear")).to_have_text("Hear it")


def test_a_lens_is_one_tap_after_and_never_needed(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.record(1)
    page.get_by_role("button", name="Risky").click()
    page.get_by_role("button", name="Odd").click()
    shell.send()
    shell.until(lambda: len(server.store.deliveries) == 1)
    assert server.store.recordings[server.store.deliveries[0]].lens == "odd"
    shell.record(1)
    shell.send()
    shell.until(lambda: len(server.store.deliveries) == 2)
    assert server.store.recordings[server.store.deliveries[1]].lens is None


def test_twenty_seconds_of_voice_weigh_at_most_ninety_kilobytes(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.record(5)
    item = shell.items()[0]
    assert item["size"] / item["seconds"] * 20 <= 90_000
