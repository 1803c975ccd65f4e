"""What has arrived gets its four words: shown once, kept nowhere, gone with their owner."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage

pytestmark = pytest.mark.browser
FOUR = re.compile(r"^[a-z]+ [a-z]+ [a-z]+ [a-z]+$")


def words_on(page: Page) -> Locator:
    return page.locator("#receiptWords")


def kept_on(page: Page) -> str:
    """All that the device keeps of this site, as text."""
    text: str = page.evaluate(
        """async () => JSON.stringify([await Outbox.list(), { ...localStorage },
             { ...sessionStorage }, await Promise.all((await indexedDB.databases()).map(
               ({ name }) => new Promise(done => { indexedDB.open(name).onsuccess = event => {
                 const base = event.target.result, all = [...base.objectStoreNames];
                 Promise.all(all.map(store => new Promise(got => {
                   base.transaction(store).objectStore(store).getAll().onsuccess =
                     read => got(read.target.result); }))).then(done); }; })))])"""
    )
    return text


def test_what_was_typed_and_what_was_spoken_gets_its_four_words(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.write("The guard switch sticks.")
    expect(words_on(page)).to_have_text(FOUR)
    first = words_on(page).inner_text()
    assert [first] == list(server.store.receipts.values())
    shell.record()
    shell.send()
    shell.until(lambda: len(server.store.receipts) == 2)
    second = next(each for each in server.store.receipts.values() if each != first)
    expect(words_on(page)).to_have_text(second)
    page.get_by_role("button", name="I have them").click()
    expect(page.locator("#receipt")).to_be_hidden()


def test_the_words_come_when_the_signal_does(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.write("Nobody knows who has the key.")
    expect(page.locator("#receipt")).to_be_hidden()
    shell.find_signal()
    expect(words_on(page)).to_have_text(FOUR, timeout=30_000)


def test_a_phone_keeps_no_receipt_and_gives_others_when_asked_again(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.write("We warm the machine up by hand.")
    expect(words_on(page)).to_have_text(FOUR)
    first = words_on(page).inner_text()
    assert first not in kept_on(page)
    shell.reload()
    expect(page.locator("#receipt")).to_be_hidden()
    page.get_by_role("button", name="Four words to follow it").click()
    expect(words_on(page)).to_have_text(FOUR)
    assert words_on(page).inner_text() != first


def test_they_can_be_copied_and_printed_alone(page: Page, server: CaptureServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shell = ShellPage(page, server).open()
    shell.write("The label roll curls.")
    expect(words_on(page)).to_have_text(FOUR)
    page.locator("#receiptCopy").click()
    expect(page.locator("#receiptCopy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == words_on(page).inner_text()
    page.emulate_media(media="print")
    expect(words_on(page)).to_be_visible()
    expect(page.locator("#receiptWhere")).to_contain_text("/receipt")
    expect(shell.microphone).to_be_hidden()
    expect(page.locator("#gave")).to_be_hidden()


def test_after_the_release_there_is_none_and_it_says_so(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    server.store.released = True
    shell.write("The board is behind by a shift.")
    expect(page.locator("#toastSays")).to_have_text("This line is not yours any more.")
    expect(page.locator("#receipt")).to_be_hidden()


def test_on_a_shared_tablet_they_go_after_half_a_minute_and_cannot_be_copied(
    tablet: ShellPage,
) -> None:
    page = tablet.page
    tablet.write("The old drawing is right.")
    expect(words_on(page)).to_have_text(FOUR)
    words = words_on(page).inner_text()
    expect(page.locator("#receiptCopy")).to_be_hidden()
    page.clock.run_for(2_000)
    expect(page.locator("#receiptGoes")).to_contain_text("They go from this screen in")
    page.clock.run_for(30_000)
    expect(page.locator("#receipt")).to_be_hidden()
    assert words not in page.content()


def test_on_a_shared_tablet_the_next_person_never_sees_them(tablet: ShellPage) -> None:
    page = tablet.page
    tablet.write("The first person's words.")
    expect(words_on(page)).to_have_text(FOUR)
    page.locator("#toType").click()
    page.locator("#leaveType").click()
    expect(tablet.microphone).to_be_visible()
    expect(page.locator("#receipt")).to_be_hidden()


def test_what_goes_later_from_a_shared_tablet_shows_nobody_its_words(tablet: ShellPage) -> None:
    page = tablet.page
    tablet.lose_signal()
    tablet.write("Said when there was no signal.")
    page.clock.run_for(32_000)
    tablet.find_signal()
    page.clock.run_for(10_000)
    tablet.until(lambda: tablet.items() == [])
    assert tablet.server.store.receipts == {}
    expect(page.locator("#receipt")).to_be_hidden()
