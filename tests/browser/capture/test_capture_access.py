"""Everybody can use it: keyboard, screen reader, large text, bright light, languages, danger."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.promise import PROMISE
from tests.browser.support.chromium import PHONE, phone
from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
VIEWS = ("start", "type", "danger")


def test_a_whole_gift_needs_only_the_keyboard(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.microphone.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#recordingTitle")).to_have_text("Recording")
    page.wait_for_timeout(900)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#keptTitle")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.locator("#send")).to_be_focused()
    page.keyboard.press("Enter")
    shell.until(lambda: len(server.store.deliveries) == 1)


def test_what_happens_is_told_to_a_screen_reader(page: Page, server: CaptureServer) -> None:
    ShellPage(page, server).open()
    roles = page.evaluate(
        "['alarms', 'toast', 'quiet', 'seatSays'].map(id => $(id).getAttribute('role'))"
    )
    assert roles == ["alert", "status", "status", "status"]
    assert page.locator("html").get_attribute("lang") == "en"
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, a')]
             .filter(node => node.offsetParent && !node.textContent.trim()
                             && !node.getAttribute('aria-label') && !node.labels?.length)
             .map(node => node.id)"""
    )
    assert unnamed == []


def test_the_microphone_is_twenty_millimetres_for_a_glove(
    page: Page, server: CaptureServer
) -> None:
    box = ShellPage(page, server).open().microphone.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 20 / 25.4 * 160
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, a')]
             .filter(node => node.offsetParent && node.getBoundingClientRect().height < 44)
             .map(node => node.id || node.textContent)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_text_stands_out_seven_to_one(
    browser: Browser, server: CaptureServer, scheme: str, view: str
) -> None:
    context = phone(browser, color_scheme=scheme)
    page = context.new_page()
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.write("a line in the list")
    page.evaluate("view => Screen.show(view)", view)
    weak: list[Any] = page.evaluate(CONTRAST)
    assert weak == []
    shell.find_signal()


def test_at_twice_the_text_size_nothing_is_cut_off(browser: Browser, server: CaptureServer) -> None:
    context = phone(browser, (360, 740))
    page = context.new_page()
    shell = ShellPage(page, server).open()
    page.evaluate("document.documentElement.style.setProperty('font-size', '34px')")
    for view in VIEWS:
        page.evaluate("view => Screen.show(view)", view)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, view
    page.evaluate("Screen.show('start')")
    shell.record(0.9)


def test_without_motion_nothing_moves(browser: Browser, server: CaptureServer) -> None:
    context = phone(browser, reduced_motion="reduce")
    page = context.new_page()
    shell = ShellPage(page, server).open()
    shell.start_recording()
    page.wait_for_timeout(500)
    assert page.evaluate("document.getAnimations().length") == 0


def test_danger_shows_the_sites_channel_without_signal_and_collects_nothing(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.reload()
    page.get_by_role("button", name="Danger now").click()
    expect(page.locator("#dangerWho")).to_contain_text("Shift lead")
    call = page.get_by_role("link", name="Call +49 30 1234")
    assert call.get_attribute("href") == "tel:+49301234"
    assert page.locator("#danger").locator("input, textarea, select").count() == 0
    page.get_by_role("button", name="Back").click()
    assert shell.items() == []


def test_danger_without_a_known_channel_sends_people_to_people(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open("/capture")
    page.get_by_role("button", name="Danger now").click()
    expect(page.locator("#dangerWho")).to_contain_text("face to face")


def test_german_phones_get_german_and_every_language_says_everything(
    browser: Browser, server: CaptureServer
) -> None:
    context = phone(browser, locale="de-DE")
    page = context.new_page()
    ShellPage(page, server).open("/capture")
    expect(page.locator("#toType")).to_contain_text("Schreiben")
    assert page.locator("html").get_attribute("lang") == "de"
    words: dict[str, dict[str, Any]] = page.evaluate("Words")
    for language in words.values():
        assert language.keys() == words["en"].keys()
        for key, said in language.items():
            assert holes(said) == holes(words["en"][key]), key
    assert tuple(words["en"]["promiseWhole"]) == PROMISE
    page.get_by_label("Sprache").select_option("en")
    expect(page.locator("#toType")).to_contain_text("Type")
    page.wait_for_timeout(500)  # the choice is written while we look
    page.reload()
    expect(page.locator("#toType")).to_contain_text("Type")


def holes(said: object) -> set[str]:
    return set(re.findall(r"\{\w+\}", str(said))) - {"{device}"}


def test_typing_stops_at_five_hundred_characters_and_counts(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open()
    page.locator("#toType").click()
    field = page.get_by_label("What did you notice?")
    expect(page.locator("#sendWords")).to_be_disabled()
    field.fill("x" * 499)
    field.press_sequentially("yz")
    expect(page.locator("#wordCount")).to_contain_text("500 of 500 characters")
    assert len(field.input_value()) == 500


def test_the_promise_stands_above_the_microphone_and_whole_in_one_tap(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open()
    expect(page.locator("#promise")).to_be_in_viewport()
    page.get_by_text("Read the whole promise").click()
    expect(page.locator("#promiseWhole")).to_contain_text(PROMISE[2])
    expect(page.locator("#promiseWhole")).to_contain_text("The sponsor is in the room.")


def test_the_whole_first_screen_fits_a_phone(page: Page, server: CaptureServer) -> None:
    ShellPage(page, server).open()
    box = page.locator("#toDanger").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE[1]


def test_no_word_of_the_shell_blames_or_promises_too_much() -> None:
    words = "".join(
        path.read_text(encoding="utf-8").lower()
        for path in Path(__file__).parents[3].glob("assets/capture/words_*.js")
    )
    for never in ("anonym", "root cause", "violation", "at fault", "corrective", "disciplin"):
        assert never not in words


CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.getClientRects().length) continue;
    if (node.closest('.unseen, #toast, noscript')) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 7) weak.push([node.textContent.trim().slice(0, 30), ratio.toFixed(1)]);
  }
  return weak;
}"""
