"""First and second visit to the Flet client: bytes on the wire, seconds to a picture.

`python -m bench.load [address]` measures a running server; without an address, the gallery.
A phone stands for a processor four times slower (Chromium slows the main thread only) on 4G.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.support.chromium import driver, launch_profile
from tests.support.process import free_port

FOUR_G = {
    "offline": False,
    "latency": 165,
    "downloadThroughput": 9e6 * 0.9 / 8,
    "uploadThroughput": 1.5e6 * 0.9 / 8,
}
AGAIN = 5
ENGINE = "addEventListener('flutter-first-frame', () => { window.engineAt = performance.now(); });"


@dataclass(frozen=True)
class Seen:
    """One load: seconds to our first picture, the engine's first frame and the app's screen."""

    first_paint: float
    engine: float
    app: float
    bytes: int
    requests: int


@contextmanager
def gallery() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.gallery", str(port)])  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/healthz", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def visit(context: BrowserContext, address: str, slower: int, net: bool) -> Seen:
    page = context.new_page()
    page.add_init_script(ENGINE)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    wire = {"bytes": 0, "requests": 0}

    def finished(event: dict[str, Any]) -> None:
        wire["bytes"] += int(event["encodedDataLength"])
        wire["requests"] += 1 if event["encodedDataLength"] else 0

    devtools.on("Network.loadingFinished", finished)
    if net:
        devtools.send("Network.emulateNetworkConditions", FOUR_G)
    if slower > 1:
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    start = time.monotonic()
    page.goto(address, wait_until="commit", timeout=120_000)
    page.locator("#splash").wait_for(state="attached", timeout=120_000)
    page.locator("#splash").wait_for(state="detached", timeout=120_000)
    app = time.monotonic() - start
    paints = "performance.getEntriesByType('paint').map(one => one.startTime)"
    first = min(page.evaluate(paints) or [0.0]) / 1000
    engine = page.evaluate("window.engineAt ?? 0") / 1000
    page.wait_for_timeout(1000)
    page.close()
    return Seen(first, engine, app, **wire)


def measure(playwright: Playwright, address: str) -> Iterator[str]:
    """A line for each kind of device and visit; second visits are the median of five."""
    for name, slower, net in (("laptop", 1, False), ("phone, 4G", 4, True)):
        with TemporaryDirectory() as folder:
            context = launch_profile(playwright, Path(folder))
            yield _line(f"client on a {name}, first visit", [visit(context, address, slower, net)])
            again = [visit(context, address, slower, net) for _ in range(AGAIN)]
            yield _line(f"client on a {name}, second visit", again)
            context.close()


def _line(what: str, seen: Sequence[Seen]) -> str:
    app = [one.app for one in seen]
    return (
        f"{what}: first picture {median(one.first_paint for one in seen):.2f} s,"
        f" engine {median(one.engine for one in seen):.2f} s,"
        f" app {median(app):.2f} s (worst {max(app):.2f} s),"
        f" {max(one.bytes for one in seen) / 1000:,.1f} kB, {seen[0].requests} requests"
    )


def figures(address: str | None = None) -> Iterator[str]:
    """Of a running server, else of the gallery with nothing behind it."""
    with driver() as playwright:
        if address:
            yield from measure(playwright, address)
            return
        with gallery() as ours:
            yield from measure(playwright, ours)


if __name__ == "__main__":
    for line in figures(*sys.argv[1:]):
        print(line, flush=True)
