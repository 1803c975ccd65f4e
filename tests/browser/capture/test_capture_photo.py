"""Go and see: a photo of a place, made anew on the phone, kept without a signal, sent once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support.chromium import TABLET, phone
from tests.support.camera import TRACES, opened, photo
from tests.support.capture_server import CaptureServer
from tests.support.capture_store import CARD
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
SESSION = "5f0c2f0e-3f5e-4a0e-9f37-0e9a2f7b6c11"
WORDS = "The guard of infeed 2, tied open with a strap"


def take(shell: ShellPage, sent: bytes | None = None) -> None:
    """What the camera hands to the page."""
    file = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": sent or photo((2400, 1800))}
    shell.page.locator("#camera").set_input_files(file)
    expect(shell.page.locator("#look")).to_be_visible()


def kept(shell: ShellPage) -> bytes:
    [item] = shell.items()
    return shell.sound(item["id"])


def test_a_photo_waits_in_airplane_mode_and_arrives_once(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    take(shell)
    shell.reload()
    assert shell.states() == ["On this phone · one question is open"]
    page.get_by_role("button", name="Go on with it").click()
    page.get_by_label("What does it show?").fill(WORDS)
    page.get_by_role("button", name="Nobody: send it").click()
    expect(page.locator("#start")).to_be_visible()
    shell.reload()
    assert "goes by itself" in shell.states()[0]
    sent = kept(shell)
    shell.find_signal()
    shell.until(lambda: len(server.store.deliveries) == 1)
    page.wait_for_timeout(1000)
    assert len(server.store.deliveries) == 1
    assert list(server.store.sounds.values()) == [sent]
    [arrived] = server.store.photos.values()
    assert (arrived.words, arrived.people) == (WORDS, "nobody")
    shell.until(lambda: shell.items()[0]["state"] == "delivered")
    assert kept(shell) == b""
    assert "words" not in shell.items()[0]


def test_the_phone_keeps_no_place_and_no_large_file(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    original = photo((3000, 2000))
    assert any(trace in original for trace in TRACES)
    take(shell, original)
    data = kept(shell)
    assert [trace for trace in TRACES if trace in data] == []
    assert opened(data).size == (1600, 1067)
    assert len(data) <= 300_000


def test_nothing_goes_before_the_question_is_answered_and_words_are_there(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    take(shell)
    expect(page.get_by_text("Is a person in it?")).to_be_visible()
    page.get_by_role("button", name="Nobody: send it").click()
    expect(page.locator("#photoSays")).to_contain_text("what it shows")
    page.wait_for_timeout(1500)
    assert server.store.deliveries == []
    page.get_by_role("button", name="Somebody").click()
    expect(page.get_by_role("button", name="Nobody: send it")).to_be_hidden()
    expect(page.get_by_role("button", name="Everybody is covered")).to_be_disabled()


def test_somebody_is_covered_by_touch_and_the_pixels_are_gone(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    take(shell)
    page.get_by_role("button", name="Somebody").click()
    page.locator("#picture").scroll_into_view_if_needed()
    page.locator("#picture").click()  # its middle, where the red square is
    page.get_by_label("What does it show?").fill(WORDS)
    page.get_by_role("button", name="Everybody is covered").click()
    shell.until(lambda: len(server.store.deliveries) == 1)
    [data] = server.store.sounds.values()
    image = opened(data)
    middle = (image.width // 2, image.height // 2)
    assert max(image.getpixel(middle)) < 30
    assert min(image.getpixel((5, 5))) > 150
    [arrived] = server.store.photos.values()
    assert arrived.people == "covered"


def test_somebody_is_covered_by_keys_alone(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    take(shell)
    page.get_by_role("button", name="Somebody").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picture")).to_be_focused()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#photoCount")).to_have_text("Places covered: 1.")
    page.get_by_role("button", name="Take the last cover away").click()
    expect(page.get_by_role("button", name="Everybody is covered")).to_be_disabled()


def test_a_photo_is_thrown_away_and_can_be_taken_back(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    take(shell)
    page.locator("#photoThrow").click()
    expect(page.locator("#start")).to_be_visible()
    page.locator("#undo").click()
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()
    page.get_by_role("button", name="Throw away").click()
    page.clock.install()
    page.clock.run_for(10_000)
    shell.until(lambda: shell.items() == [])


def test_what_is_no_picture_is_told_and_kept_nowhere(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    file = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    page.locator("#camera").set_input_files(file)
    expect(page.locator("#toastSays")).to_contain_text("could not be opened")
    assert shell.items() == []


def test_a_browser_that_finds_a_face_says_so_and_still_asks(
    page: Page, server: CaptureServer
) -> None:
    page.add_init_script("window.FaceDetector = class { async detect() { return [{}]; } }")
    shell = ShellPage(page, server).open()
    take(shell)
    expect(page.locator("#photoFaces")).to_contain_text("somebody is in it")
    expect(page.get_by_role("button", name="Nobody: send it")).to_be_enabled()


def test_on_a_shared_tablet_an_unanswered_photo_goes_with_its_giver(
    browser: Browser, server: CaptureServer
) -> None:
    context = phone(browser, TABLET)
    page = context.new_page()
    page.clock.install()
    shell = ShellPage(page, server).open(f"/seat?shared=1#{CARD}")
    take(shell)
    page.get_by_label("What does it show?").fill(WORDS)
    page.clock.run_for(32_000)
    expect(shell.microphone).to_be_visible()
    shell.until(lambda: shell.items() == [])
    assert WORDS not in page.content()
    assert server.store.deliveries == []


def test_a_guide_adds_a_photo_from_the_tablet(browser: Browser, server: CaptureServer) -> None:
    context = phone(browser, TABLET)
    page = context.new_page()
    shell = ShellPage(page, server).open(f"/capture?sight={SESSION}")
    expect(page.get_by_role("heading", name="A photo of a place or a thing")).to_be_visible()
    expect(shell.microphone).to_be_hidden()
    shell.lose_signal()
    take(shell)
    page.get_by_label("What does it show?").fill(WORDS)
    page.get_by_role("button", name="Nobody: send it").click()
    expect(page.locator("#list .state")).to_contain_text("goes by itself")
    shell.find_signal()
    shell.until(lambda: len(server.store.deliveries) == 1)
    [arrived] = server.store.photos.values()
    assert arrived.words == WORDS
    assert page.locator("#openApp").get_attribute("href") == f"/sessions/{SESSION}"


def test_a_photo_has_its_receipt_like_any_line(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    take(shell)
    page.get_by_label("What does it show?").fill(WORDS)
    page.get_by_role("button", name="Nobody: send it").click()
    expect(page.locator("#receiptWords")).not_to_be_empty(timeout=20_000)


def test_a_crews_week_offers_no_photo(page: Page, server: CaptureServer) -> None:
    view = server.store.view
    routine = view.session.model_copy(update={"kind": "routine"})
    server.store.view = view.model_copy(update={"session": routine})
    shell = ShellPage(page, server).open()
    expect(shell.microphone).to_be_visible()
    expect(page.locator("#toPhoto")).to_be_hidden()
