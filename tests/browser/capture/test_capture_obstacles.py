"""Nothing to hear, no microphone, no room on the disk: it is told, and what there is stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.support.chromium import hum, launch, phone
from tests.support.capture_server import CaptureServer
from tests.support.capture_store import CARD
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser


@pytest.fixture
def silent_page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    silence = hum(tmp_path / "silence.wav", 5, loudness=0)
    with launch(playwright, silence, again=True) as browser:
        yield phone(browser).new_page()


def test_silence_is_told_while_it_lasts(silent_page: Page, server: CaptureServer) -> None:
    shell = ShellPage(silent_page, server).open()
    shell.start_recording()
    expect(silent_page.locator("#quiet")).to_contain_text("I cannot hear you", timeout=4000)


def test_a_refused_microphone_is_explained_and_typing_is_offered(
    page: Page, server: CaptureServer
) -> None:
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => "
        "Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    shell = ShellPage(page, server).open(f"/seat#{CARD}")
    shell.microphone.click()
    expect(page.locator("#alarms")).to_contain_text("The microphone is blocked")
    expect(shell.microphone).to_be_visible()
    assert shell.items() == []


def test_a_device_that_keeps_nothing_says_so_before_and_words_go_straight(
    page: Page, server: CaptureServer
) -> None:
    page.add_init_script(
        "indexedDB.open = () => { throw new DOMException('private', 'SecurityError'); }"
    )
    shell = ShellPage(page, server).open()
    assert "keeps nothing" in shell.alarms()
    shell.microphone.click()
    expect(page.locator("#alarms [data-name=microphone]")).to_contain_text("keeps nothing")
    shell.write("typed all the same")
    assert list(server.store.texts.values()) == ["typed all the same"]


FULL_DISK = """
  const put = IDBObjectStore.prototype.put;
  window.full = window.abort = () => false;
  IDBObjectStore.prototype.put = function (value, ...more) {
    if (window.full(value)) throw new DOMException("full", "QuotaExceededError");
    const asked = put.call(this, value, ...more);
    if (window.abort(value)) asked.onsuccess = () => this.transaction.abort();
    return asked;
  };
"""


def test_a_full_disk_is_told_before_recording(page: Page, server: CaptureServer) -> None:
    page.add_init_script(FULL_DISK)
    shell = ShellPage(page, server).open()
    page.evaluate("() => { full = value => value.key === 'probe'; }")
    shell.microphone.click()
    expect(page.locator("#alarms")).to_contain_text("is full")
    expect(shell.microphone).to_be_visible()
    assert shell.items() == []


def test_a_disk_that_fills_up_meanwhile_keeps_what_there_is(
    page: Page, server: CaptureServer
) -> None:
    page.add_init_script(FULL_DISK)
    shell = ShellPage(page, server).open()
    page.evaluate("() => { abort = value => value.n >= 3; }")
    shell.start_recording()
    expect(page.locator("#keptSays")).to_contain_text("is full")
    (item,) = shell.items()
    assert item["pieces"] == 3
    assert len(shell.sound(item["id"])) == item["size"]
