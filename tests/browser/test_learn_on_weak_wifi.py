"""The tablet in the middle of the table loses its Wi-Fi in Learn, and comes back."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Colleague, Facilitator
from tests.browser.support.flutter import open_screen, see, speak, tap
from tests.browser.support.weak_network import WeakNetwork
from tests.support.process import LeavenProcess

pytestmark = pytest.mark.browser
BEFORE = (
    "The coffee machine is the handover.",
    "It is quiet on Sundays.",
    "The board is behind by a shift.",
)
MEANWHILE = "The label roll curls in the cold."


def back_again(page: Page) -> None:
    expect(page.locator("#away")).to_be_hidden(timeout=60_000)
    expect(page).to_have_title("Leaven", timeout=60_000)
    expect(page.locator("#splash")).to_have_count(0, timeout=60_000)
    speak(page)


def kept(leaven: LeavenProcess, session: str) -> tuple[list[str], list[int]]:
    """The lines and the pins that the session really has."""
    dsn = (leaven.home / "postgres.dsn").read_text(encoding="utf-8")
    with psycopg.connect(dsn) as database:
        lines = database.execute(
            "select words from leaven.observations where session_id = %s", (session,)
        ).fetchall()
        pins = database.execute(
            "select number from leaven.pins where session_id = %s order by number", (session,)
        ).fetchall()
    return sorted(row[0] for row in lines), [row[0] for row in pins]


def begin(browser: Browser, leaven: LeavenProcess) -> tuple[Page, str, list[str]]:
    """Three have spoken in a session of its own; the tablet, the session and the seats' links."""
    guide = Facilitator(browser, leaven)
    guide.sign_in()
    guide.open_session("Nights")
    links = guide.show_cards()
    for link, said in zip(links, BEFORE, strict=False):
        Colleague(link).types(said)
    return guide.page, guide.page.url.split("/sessions/")[1], links


def test_after_the_wifi_nothing_is_doubled_nothing_missing_and_the_screen_goes_on(
    browser: Browser, leaven: LeavenProcess
) -> None:
    tablet, session, links = begin(browser, leaven)
    with WeakNetwork(leaven.port) as wifi:
        learn = f"{wifi.address}/sessions/{session}/learn"
        open_screen(tablet, learn, re.compile("Pin this moment"))
        tap(tablet, "Pin this moment")
        see(tablet, re.compile("Pin 1"))
        wifi.become("down")
        expect(tablet.locator("#away")).to_be_visible(timeout=30_000)
        Colleague(links[3]).types(MEANWHILE)  # who speaks meanwhile is not lost
        wifi.become("up")
        back_again(tablet)
        assert tablet.url == learn
        for said in (*BEFORE, MEANWHILE, "Pin 1"):
            see(tablet, re.compile(re.escape(said)))
        assert kept(leaven, session) == (sorted([*BEFORE, MEANWHILE]), [1])
        change_network(tablet, wifi)
        tap(tablet, "Pin this moment")
        see(tablet, re.compile("Pin 2"))
        assert kept(leaven, session)[1] == [1, 2]
        duplicate(tablet, learn)
        assert kept(leaven, session)[1] == [1, 2, 3]


def change_network(tablet: Page, wifi: WeakNetwork) -> None:
    """The server still believes in the old socket: it has to notice that nobody answers."""
    tablet.evaluate("document.documentElement.dataset.before = 'yes'")
    wifi.lose_phone()
    expect(tablet.locator("html[data-before]")).to_have_count(0, timeout=60_000)
    back_again(tablet)


def duplicate(tablet: Page, learn: str) -> None:
    """A tab made twice: both live, and a pin in one is one pin in both."""
    second = tablet.context.new_page()
    carried = tablet.evaluate("JSON.stringify({...sessionStorage})")
    second.add_init_script(f"Object.assign(sessionStorage, {carried})")
    open_screen(second, learn, re.compile("Pin this moment"))
    see(second, re.compile("Pin 2"))
    tap(second, "Pin this moment")
    for page in (second, tablet):
        see(page, re.compile("Pin 3"))
