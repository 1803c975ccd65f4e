"""A browser that says it can record and then hands nothing over: told, and never a dead end."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser

MUTE = """
  window.MediaRecorder = class extends EventTarget {
    static isTypeSupported() { return true; }
    state = 'inactive'; mimeType = 'audio/webm';
    start() { this.state = 'recording'; }
    requestData() {}
    stop() { this.state = 'inactive'; }
  };
"""


@pytest.fixture
def shell(page: Page, server: CaptureServer) -> ShellPage:
    page.add_init_script(MUTE)
    page.clock.install()
    return ShellPage(page, server).open()


def starting(shell: ShellPage) -> None:
    """The microphone is open and the recorder has been told to begin."""
    shell.microphone.click()
    expect(shell.page.locator("#recordingTitle")).to_have_text("Starting …")
    shell.until(lambda: bool(shell.items()))


def test_it_gives_up_by_itself_and_offers_to_type(shell: ShellPage) -> None:
    starting(shell)
    shell.page.clock.run_for(30_000)
    expect(shell.page.locator("#alarms")).to_contain_text("Type instead")
    expect(shell.microphone).to_be_visible()
    assert shell.items() == []


def test_a_tap_on_stop_ends_it_before(shell: ShellPage) -> None:
    starting(shell)
    shell.page.clock.run_for(2_000)
    shell.page.get_by_role("button", name="Tap to stop").click()
    shell.page.clock.run_for(10_000)
    expect(shell.page.locator("#alarms")).to_contain_text("Type instead")
    assert shell.items() == []
