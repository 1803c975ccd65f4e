"""What a second visit loads: the page's own "nothing new", and one socket."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.flet.conftest import Gallery
from tests.browser.support.chromium import PHONE, person

pytestmark = pytest.mark.browser
MOST_BYTES = 1500


@dataclass
class Wire:
    """What went over the wire while the app opened, by address, and the sockets."""

    bytes: dict[str, int] = field(default_factory=dict)
    sockets: int = 0


def visit(context: BrowserContext, address: str) -> Wire:
    page, wire, names = context.new_page(), Wire(), {}
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def came(event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            wire.bytes[names[event["requestId"]]] = int(event["encodedDataLength"])

    def opened(event: dict[str, Any]) -> None:
        wire.sockets += 1

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)
    devtools.on("Network.webSocketCreated", opened)
    page.goto(address)
    expect(page.locator("#splash")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(500)
    page.close()
    return wire


def test_the_second_visit_loads_nothing_of_the_client(browser: Browser, gallery: Gallery) -> None:
    context = person(browser, PHONE)
    address = f"http://127.0.0.1:{gallery.port}/"
    first, second = visit(context, address), visit(context, address)
    assert sum(first.bytes.values()) > 1_000_000
    assert list(second.bytes) == [address]
    assert second.bytes[address] < MOST_BYTES
    assert (first.sockets, second.sockets) == (1, 1)
