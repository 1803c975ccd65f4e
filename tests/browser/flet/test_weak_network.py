"""A phone that loses its connection in every way we know, over the real Flet client."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.flet.conftest import Gallery
from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import (
    button,
    field,
    open_screen,
    see,
    speak,
    tap,
    touch,
    words,
    write,
)
from tests.browser.support.weak_network import WeakNetwork

pytestmark = pytest.mark.browser
NOTICED = "What did you notice?"


def open_parts(page: Page, network: WeakNetwork) -> None:
    open_screen(page, f"{network.address}/parts", "Pin this")


def choose_staffing(page: Page) -> None:
    """Something that only this session's server-side state knows."""
    tap(page, "Staffing")
    expect_chosen(page)


def expect_chosen(page: Page) -> None:
    chosen = button(page, "Staffing").and_(page.locator("[aria-current=true]"))
    expect(chosen.first).to_be_attached(timeout=30_000)


def mark(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.before = 'yes'")


def wait_for_reload(page: Page) -> None:
    """What was marked is gone: the guard has loaded the page anew."""
    expect(page.locator("html[data-before]")).to_have_count(0, timeout=30_000)


def wait_for_return(page: Page) -> None:
    """The page was loaded anew by the guard."""
    expect(page).to_have_title("Leaven", timeout=40_000)
    expect(page.locator("#splash")).to_have_count(0, timeout=20_000)
    speak(page)


def cut(page: Page, network: WeakNetwork) -> None:
    network.become("down")
    expect(page.locator("#away")).to_be_visible(timeout=20_000)


def test_after_a_cut_the_screen_says_so_and_goes_on_where_it_was(
    phone: Page, network: WeakNetwork
) -> None:
    open_parts(phone, network)
    choose_staffing(phone)
    cut(phone, network)
    expect(phone.locator("#away-capture")).to_be_focused()
    network.become("up")
    expect(phone.locator("#away")).to_be_hidden(timeout=30_000)
    wait_for_return(phone)
    expect_chosen(phone)
    tap(phone, "Equipment")
    see(phone, "Pin this")


def test_cuts_one_after_the_other_do_not_freeze_it(phone: Page, network: WeakNetwork) -> None:
    open_parts(phone, network)
    for _ in range(3):
        mark(phone)
        network.become("down")
        phone.wait_for_timeout(300)
        network.become("up")
        wait_for_reload(phone)
        wait_for_return(phone)
    choose_staffing(phone)


def test_a_phone_that_changed_network_gets_its_session_back(
    phone: Page, network: WeakNetwork
) -> None:
    """The server still holds the old socket for alive: it has to notice that nobody answers."""
    open_parts(phone, network)
    choose_staffing(phone)
    mark(phone)
    network.lose_phone()
    wait_for_reload(phone)
    wait_for_return(phone)
    expect_chosen(phone)


def test_an_open_dialog_can_be_answered_after_a_cut(phone: Page, network: WeakNetwork) -> None:
    open_parts(phone, network)
    tap(phone, "Withdraw …")
    see(phone, "Withdraw this line?")
    cut(phone, network)
    network.become("up")
    expect(phone.locator("#away")).to_be_hidden(timeout=30_000)
    wait_for_return(phone)
    see(phone, "Withdraw this line?")
    tap(phone, "Keep it")
    expect(words(phone, "Withdraw this line?")).not_to_be_attached(timeout=20_000)


def test_a_restarted_server_begins_clean(phone: Page, gallery: Gallery) -> None:
    open_screen(phone, f"http://127.0.0.1:{gallery.port}/parts", "Pin this")
    choose_staffing(phone)
    gallery.stop()
    expect(phone.locator("#away")).to_be_visible(timeout=20_000)
    gallery.start()
    expect(phone.locator("#away")).to_be_hidden(timeout=40_000)
    wait_for_return(phone)
    see(phone, "Pin this")
    choose_staffing(phone)


def test_a_duplicated_tab_has_its_own_state_and_steals_nothing(
    browser: Browser, network: WeakNetwork
) -> None:
    context = person(browser, PHONE)
    first, second = context.new_page(), context.new_page()
    open_parts(first, network)
    choose_staffing(first)
    storage = first.evaluate("JSON.stringify({...sessionStorage})")
    second.add_init_script(f"Object.assign(sessionStorage, {storage})")
    open_parts(second, network)
    tap(first, "Equipment")
    expect_chosen(first)
    chosen = button(second, "Staffing").and_(second.locator("[aria-current=true]"))
    expect(chosen).to_have_count(0)


def test_words_typed_before_a_cut_are_still_there(phone: Page, network: WeakNetwork) -> None:
    open_parts(phone, network)
    write(phone, NOTICED, "The board is behind")
    cut(phone, network)
    network.become("up")
    expect(phone.locator("#away")).to_be_hidden(timeout=30_000)
    wait_for_return(phone)
    see(phone, "Pin this")
    touch(field(phone, NOTICED))
    expect(field(phone, NOTICED)).to_have_value("The board is behind", timeout=20_000)


def test_the_recorder_lies_over_the_screen_and_no_reload_cuts_it(
    phone: Page, network: WeakNetwork
) -> None:
    open_parts(phone, network)
    choose_staffing(phone)
    phone.evaluate("history.pushState(null, '', '/record')")
    recorder = phone.frame_locator("#recorder")
    expect(recorder.get_by_role("heading", name="Recorder")).to_be_visible()
    network.become("down")
    phone.wait_for_timeout(1500)
    network.become("up")
    phone.wait_for_timeout(2500)
    expect(phone.locator("#away")).to_be_hidden()
    expect(recorder.get_by_role("heading", name="Recorder")).to_be_visible()
    recorder.get_by_role("button", name="Done").click()
    wait_for_return(phone)
    expect(phone.locator("#recorder")).to_have_count(0)
    expect_chosen(phone)


def test_a_server_that_refuses_the_socket_is_not_asked_for_ever(
    phone: Page, network: WeakNetwork
) -> None:
    loads: list[str] = []
    phone.on(
        "request", lambda each: loads.append(each.url) if each.is_navigation_request() else None
    )
    phone.route_web_socket("**/ws", lambda socket: socket.close(code=4403))
    phone.goto(network.address)
    expect(phone.locator("#away")).to_be_visible(timeout=60_000)
    phone.wait_for_timeout(4000)
    assert len(loads) <= 7
    phone.unroute_all()


def test_a_pill_is_a_button_for_a_keyboard(phone: Page, network: WeakNetwork) -> None:
    open_parts(phone, network)
    touch(button(phone, "Staffing"))
    expect_chosen(phone)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    chosen = button(phone, "Equipment").and_(phone.locator("[aria-current=true]"))
    expect(chosen.first).to_be_attached(timeout=15_000)
