"""Sending from a real browser: cut, killed, raced, unlucky: nothing lost and nothing doubled."""

import random

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.domain.capture import CaptureState
from tests.browser.support.chromium import phone
from tests.support.capture_server import CaptureServer
from tests.support.shell_page import ShellPage, sha256

pytestmark = pytest.mark.browser

SEND = "async id => Give.send(await Outbox.get(id))"
SCHEDULES = 25


@pytest.fixture
def alone(browser: Browser, server: CaptureServer) -> ShellPage:
    """A page without the service worker, whose requests a test cannot reach into."""
    context = phone(browser, service_workers="block")
    return ShellPage(context.new_page(), server, worker=False).open()


def test_a_server_killed_in_the_middle_gets_the_rest_when_it_is_back(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    item, expected = shell.plant(400_000)
    server.store.slowness = 0.25
    page.evaluate(SEND, item)
    shell.until(lambda: len(server.store.chunks) >= 2)
    server.stop()
    page.wait_for_timeout(1500)
    assert item not in server.store.sounds
    assert shell.items()[0]["state"] == "waiting"
    before = server.store.calls.count("chunk")
    server.start()
    shell.until(lambda: item in server.store.sounds, 60)
    assert sha256(server.store.sounds[item]) == expected
    assert server.store.calls.count("chunk") - before < 7, "what had arrived was not sent again"


def test_a_server_that_forgot_some_chunks_is_given_those_again(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    item, expected = shell.plant(300_000)
    server.store.slowness = 0.2
    page.evaluate(SEND, item)
    shell.until(lambda: len(server.store.chunks) >= 3)
    server.store.chunks.pop((item, 1))
    shell.until(lambda: item in server.store.sounds)
    assert sha256(server.store.sounds[item]) == expected


def test_two_tabs_and_the_worker_send_each_thing_once(page: Page, server: CaptureServer) -> None:
    shell = ShellPage(page, server).open()
    shell.lose_signal()
    for n in range(5):
        shell.write(f"line {n}")
    other = ShellPage(page.context.new_page(), server)
    other.page.goto(server.url + "/capture")
    shell.find_signal()
    for tab in (page, other.page):
        tab.evaluate("() => { Outbox.flush({ now: true }); }")
        tab.evaluate("() => { navigator.serviceWorker.controller?.postMessage('flush'); }")
    shell.until(lambda: len(server.store.deliveries) == 5)
    page.wait_for_timeout(1000)
    assert server.store.calls.count("text") == 5


def test_a_hash_that_differs_keeps_the_copy(alone: ShellPage, server: CaptureServer) -> None:
    page = alone.page
    page.route(
        "**/api/capture/*",
        lambda route: route.fulfill(json={"ok": True, "state": "delivered", "sha256": "0" * 64}),
    )
    alone.write("not what arrived")
    page.wait_for_timeout(1000)
    (item,) = alone.items()
    assert (item["state"], item["words"]) == ("waiting", "not what arrived")


def test_a_captive_portal_that_answers_for_us_is_nobody(
    alone: ShellPage, server: CaptureServer
) -> None:
    page = alone.page
    page.route(
        "**/api/capture/*",
        lambda route: route.fulfill(status=403, body="<h1>Log in to the canteen Wi-Fi</h1>"),
    )
    alone.write("still here")
    page.wait_for_timeout(800)
    assert alone.items()[0]["state"] == "waiting"
    page.unroute("**/api/capture/*")
    alone.until(lambda: list(server.store.texts.values()) == ["still here"])


@pytest.mark.parametrize("status", [500, 503, 408, 425, 429])
def test_not_now_is_tried_again_later(alone: ShellPage, server: CaptureServer, status: int) -> None:
    page = alone.page
    refusal = {"ok": False, "code": "later", "message": "Not now."}
    page.route(
        "**/api/capture/*", lambda route: route.fulfill(status=status, json=refusal), times=1
    )
    alone.write("patience")
    page.wait_for_timeout(600)
    assert alone.items()[0]["state"] in {"waiting", "delivered"}
    alone.until(lambda: list(server.store.texts.values()) == ["patience"])


class BadLuck:
    """A seeded die over every request of the page."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - repeatable bad luck
        self.over = False

    def __call__(self, route: Route) -> None:
        fault = "none" if self.over else self._dice.choice(["none"] * 3 + FAULTS)
        if fault == "lost":
            route.abort()
        elif fault == "answer lost":
            route.fetch()
            route.abort()
        elif fault == "doubled":
            route.fetch()
            route.fulfill(response=route.fetch())
        elif fault == "busy":
            route.fulfill(status=503, json={"ok": False, "code": "unavailable", "message": "."})
        else:
            route.continue_()


FAULTS = ["lost", "answer lost", "doubled", "busy"]


def test_the_outbox_itself_survives_random_bad_luck(
    alone: ShellPage, server: CaptureServer
) -> None:
    page = alone.page
    expected = {}
    for seed in range(SCHEDULES):
        luck = BadLuck(seed)
        page.route("**/api/capture/**", luck)
        item, digest = alone.plant(200_000)
        expected[item] = digest
        page.evaluate(SEND, item)
        for tried in range(60):
            luck.over = tried > 12
            page.evaluate("Outbox.flush({ now: true })")
            if page.evaluate("Outbox.get", item)["state"] == "delivered":
                break
        page.unroute_all(behavior="wait")  # a receipt may be on its way
    assert {k: sha256(v) for k, v in server.store.sounds.items()} == expected
    assert sorted(server.store.deliveries) == sorted(expected)


def test_the_frame_over_the_app_says_when_it_is_done(page: Page, server: CaptureServer) -> None:
    page.goto(server.url + "/seat#" + "c" * 31 + "1")
    page.wait_for_selector("body[data-ready]")
    page.goto(server.url + "/frame")
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Tap and speak").click()
    expect(frame.locator("#recordingTitle")).to_have_text("Recording")
    page.wait_for_timeout(900)
    frame.locator("#stop").click()
    frame.locator("#send").click()
    expect(page).to_have_title("capture-done")
    ShellPage(page, server).until(lambda: len(server.store.sounds) == 1)


def test_the_frame_can_be_closed_without_giving_anything(page: Page, server: CaptureServer) -> None:
    page.goto(server.url + "/frame")
    page.frame_locator("iframe").get_by_role("button", name="Close").click()
    expect(page).to_have_title("capture-done")


def test_the_phone_says_how_far_the_words_are_and_lets_silence_be_heard_again(
    page: Page, server: CaptureServer
) -> None:
    shell = ShellPage(page, server).open()
    item, _ = shell.plant(50_000)
    page.evaluate(SEND, item)
    shell.until(lambda: item in server.store.sounds)
    server.store.states[item] = CaptureState(state="waiting", share=0.4)
    expect(page.locator("#list")).to_contain_text("40 % in words", timeout=15_000)
    server.store.states[item] = CaptureState(state="failed", reason="It arrived damaged.")
    expect(page.locator("#list")).to_contain_text("It arrived damaged.", timeout=15_000)
    server.store.states[item] = CaptureState(state="no_speech")
    expect(page.locator("#list")).to_contain_text("Listen, or say it again", timeout=30_000)
    page.locator("#list").get_by_role("button", name="Hear it").click()
    shell.until(lambda: "sound" in server.store.calls)
