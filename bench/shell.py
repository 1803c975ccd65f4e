"""The capture shell on a slow phone: bytes, and how soon one can speak.

Run it with `python -m bench.shell`.

Chromium, processor 4 times slower, 4G (9 Mbit/s down, 1.5 up, 150 ms there and back), both by the
DevTools protocol. "Can speak" is the moment at which the microphone button answers a tap.
"""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from app.web.shell import Shell
from tests.browser.support.chromium import hum, launch, phone
from tests.support.capture_server import ASSETS, CaptureServer, capture_server
from tests.support.capture_store import CARD
from tests.support.shell_page import ShellPage

SLOWDOWN = 4
FOUR_G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 9_000_000 / 8,
    "uploadThroughput": 1_500_000 / 8,
}
RUNS = 5
READY = """new Promise(done => {
  const there = () => document.querySelector('#mic')?.onclick
    && !document.querySelector('#start').hidden;
  const look = () => there() ? done(performance.now()) : setTimeout(look, 5);
  look(); })"""


def slow(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", FOUR_G)
    return page


def start_seconds(context: BrowserContext, url: str) -> float:
    """From the tap on the link until the microphone answers."""
    page = slow(context.new_page())
    page.goto(url, wait_until="commit")
    milliseconds: float = page.evaluate(READY)
    page.close()
    return milliseconds / 1000


def starts(server: CaptureServer) -> Iterator[str]:
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        launch(playwright, hum(Path(folder) / "hum.wav"), again=True) as browser,
    ):
        cold, warm, offline = [], [], []
        for _ in range(RUNS):
            server.store.seats.clear()
            context = phone(browser)
            cold.append(start_seconds(context, f"{server.url}/seat#{CARD}"))
            page = ShellPage(context.new_page(), server).open("/capture")
            warm.append(start_seconds(context, f"{server.url}/capture"))
            context.set_offline(True)
            offline.append(start_seconds(context, f"{server.url}/"))
            context.set_offline(False)
            page.page.close()
            context.close()
        for name, seconds in (("cold", cold), ("warm", warm), ("offline", offline)):
            yield (
                f"{name} start until one can speak: {statistics.median(seconds):.2f} s"
                f" (median of {RUNS}, worst {max(seconds):.2f} s)"
            )
        yield from gift(ShellPage(phone(browser).new_page(), server))


def gift(shell: ShellPage) -> Iterator[str]:
    shell.server.store.seats.clear()
    shell.open()
    shell.record(1)
    shell.send()
    shell.page.evaluate(
        "() => { window.tapped = 0; $('mic').addEventListener('click', () => {"
        " tapped = performance.now(); }, true); const put = Outbox.append; let first = true;"
        " Outbox.append = async (...all) => { await put(...all);"
        " if (first) { window.began = performance.now(); first = false; } }; }"
    )
    shell.record(20)
    item = shell.items()[-1]
    began = shell.page.evaluate("began - tapped")
    yield f"from the tap until the first sound is on the disk: {began:.0f} ms"
    yield f"a clip of {item['seconds']:.0f} s: {item['size'] / 1000:.0f} kB"
    shell.lose_signal()
    shell.send()
    shell.page.evaluate("addEventListener('online', () => { window.found = performance.now(); })")
    shell.find_signal()
    shell.until(lambda: item["id"] in shell.server.store.sounds, 60)
    shell.until(lambda: shell.states()[0] == "Delivered")
    delivered = shell.page.evaluate("performance.now() - found")
    yield f"from the signal's return until it reads delivered: {delivered / 1000:.1f} s"


def measure() -> Iterator[str]:
    shell = Shell.read(ASSETS)
    parts = {"page": shell.page, "service worker": shell.worker, "outbox": shell.outbox}
    for name, part in parts.items():
        yield f"{name}: {len(part.brotli)} bytes (brotli), {len(part.gzip)} (gzip)"
    yield f"whole shell: {sum(len(part.brotli) for part in parts.values())} bytes on the wire"
    with capture_server() as server:
        yield from starts(server)


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
