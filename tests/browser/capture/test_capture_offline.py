"""Without a signal: what is spoken and typed stays, and arrives exactly once, byte for byte."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.web.shell import Shell
from tests.support.capture_server import ASSETS, CaptureServer
from tests.support.capture_store import CARD, CODE
from tests.support.shell_page import ShellPage, sha256

pytestmark = pytest.mark.browser


def test_airplane_mode_is_first_class(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.reload()
    expect(page.locator("#offline")).to_be_visible()
    shell.write("Pallets block the walkway at shift start")
    shell.record()
    held = shell.items()[-1]["id"]
    spoken = shell.sound(held)
    shell.send()
    shell.reload()
    assert len(shell.items()) == 2
    assert all("goes by itself" in state for state in shell.states())

    shell.find_signal()
    shell.until(lambda: len(server.store.deliveries) == 2)
    page.wait_for_timeout(1500)
    assert len(server.store.deliveries) == 2
    assert list(server.store.texts.values()) == ["Pallets block the walkway at shift start"]
    assert server.store.sounds == {held: spoken}
    assert len(spoken) > 3000
    shell.until(lambda: all(item["state"] == "delivered" for item in shell.items()))
    assert shell.sound(held) == b""
    assert "words" not in shell.items()[0]


def test_a_stranger_without_account_or_signal_can_give_after_one_visit(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open("/capture")
    shell = ShellPage(page, server)
    shell.lose_signal()
    shell.open()
    assert page.url == server.url + "/capture"
    assert "checked when there is a connection" in shell.alarms()
    shell.record()
    shell.send()
    assert shell.items()[0]["phase"] is None
    shell.find_signal()
    shell.until(lambda: len(server.store.deliveries) == 1)
    assert page.context.cookies()[0]["name"] == "leaven_seat"


def test_a_signal_too_weak_for_the_app_shows_the_shell_after_four_seconds(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    page.goto(server.url + "/stuck")
    shell.ready()
    expect(shell.microphone).to_be_visible()
    assert page.url.endswith("/stuck")
    assert page.get_by_role("link", name="Open the full app").get_attribute("href") == page.url


def test_the_app_is_shown_when_it_can_be_reached(page: Page, server: CaptureServer) -> None:
    ShellPage(page, server).open()
    page.goto(server.url + "/team")
    expect(page.get_by_role("heading", name="The full app")).to_be_visible()


def test_a_new_version_of_the_shell_loses_nothing_that_waits(
    page: Page, server: CaptureServer, tmp_path: Path
) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.write("said before the update")
    old = page.locator("meta[name=version]").get_attribute("content")
    newer = tmp_path / "assets"
    shutil.copytree(ASSETS, newer)
    (newer / "capture.css").write_text((newer / "capture.css").read_text() + "\n/* newer */\n")
    server.shell = Shell.read(newer)
    server.store.refuse = True
    shell.find_signal()
    shell.reload()
    kept = [f"leaven-shell-{server.shell.version}"]
    shell.until(lambda: page.evaluate("caches.keys()") == kept)
    shell.reload()
    version = page.locator("meta[name=version]").get_attribute("content")
    assert version == server.shell.version != old
    assert shell.items()[0]["words"] == "said before the update"


def test_nothing_of_the_api_is_ever_kept_in_a_cache(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.write("a line")
    shell.until(lambda: len(server.store.deliveries) == 1)
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async name =>
             (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname)))).flat()"""
    )
    assert set(kept) <= {"/capture", "/manifest.json", "/icons/icon-192.png"}


def test_the_card_is_gone_from_the_address_and_from_history(
    page: Page, server: CaptureServer
) -> None:
    ShellPage(page, server).open()
    assert page.url == server.url + "/capture"
    assert CARD not in page.evaluate("JSON.stringify(history.state) + location.href")
    page.goto(server.url + "/team")
    page.go_back()
    assert CARD not in page.url


def test_six_characters_open_a_seat_and_a_lost_answer_does_not_cost_the_card(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open("/capture")
    page.get_by_label("Six characters").fill("ABCO10")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#seatSays")).to_contain_text("without I, L, O, 0 and 1")
    page.route("**/api/seat", lambda route: (route.fetch(), route.abort())[1], times=1)
    page.get_by_label("Six characters").fill("abc 234")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#seatSays")).to_contain_text("need a connection")
    assert CODE in server.store.seats
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#topic")).to_contain_text("Infeed 2 at night")
    shell.write("from a typed code")
    shell.until(lambda: len(server.store.deliveries) == 1)


def test_what_was_said_before_any_card_waits_for_one(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open("/capture")
    shell.record()
    shell.send()
    assert "not sent yet" in shell.states()[0]
    shell.open()
    page.locator("#list").get_by_role("button", name="Send").click()
    shell.until(lambda: len(server.store.deliveries) == 1)


def test_what_is_not_accepted_stays_with_its_reason_and_goes_with_another_card(
    page: Page, server: CaptureServer
) -> None:
    server.store.seats[CARD] = "somebody-elses-device-secret-000"
    shell = ShellPage(page, server).open()
    shell.write("nobody shall lose this")
    assert "already in use" in shell.alarms()
    expect(page.locator("#list .state")).to_contain_text("Not accepted")
    expect(page.locator("#list")).to_contain_text("already in use on another phone")
    other = "d" * 32
    server.store.cards.add(other)
    shell.open(f"/seat#{other}")
    page.get_by_role("button", name="Try again").click()
    shell.until(lambda: list(server.store.texts.values()) == ["nobody shall lose this"])


def test_three_days_on_the_phone_are_told(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    shell.write("old")
    page.evaluate(
        """async () => { const [item] = await Outbox.list();
             await Outbox.change(item.id, { at: item.at - 4 * 864e5 }); }"""
    )
    shell.reload()
    assert "for three days" in shell.alarms()


def test_words_from_the_server_appear_with_a_way_to_check_them(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    shell.record()
    shell.send()
    shell.until(lambda: len(server.store.deliveries) == 1)
    server.store.words[server.store.deliveries[0]] = "the guard switch sticks again"
    expect(page.locator("#list .words")).to_have_text("the guard switch sticks again")
    assert page.get_by_role("link", name="Check your words").get_attribute("href") == "/team"


def test_the_hash_of_what_arrived_is_the_hash_of_what_was_spoken(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    item, expected = shell.plant(150_000)
    page.evaluate("async id => Give.send(await Outbox.get(id))", item)
    shell.until(lambda: item in server.store.sounds)
    assert sha256(server.store.sounds[item]) == expected
    assert len({n for key, n in server.store.chunks if key == item}) == 3
