"""First and second visit to the Flet client: bytes on the wire, seconds to a picture.

`python -m bench.load [address]` measures a running server; without an address, the gallery.
A phone stands for a processor four times slower (Chromium slows the main thread only) on 4G.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
MOST_BYTES_COLD, MOST_SECONDS_WARM = 4_200_000, 2.5


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


def visit(context: BrowserContext, address: str, slower: int, net: bool) -> dict[str, Any]:
    """One load: seconds to our first picture and to the app's, bytes and requests on the wire."""
    page = context.new_page()
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
    page.wait_for_timeout(1000)
    page.close()
    return {"first_paint_s": round(first, 2), "app_s": round(app, 2), **wire}


def measure(playwright: Playwright, address: str) -> list[dict[str, Any]]:
    found = []
    for name, slower, net in (("laptop", 1, False), ("phone, 4G", 4, True)):
        with TemporaryDirectory() as folder:
            context = launch_profile(playwright, Path(folder))
            for which in ("first", "second"):
                seen = visit(context, address, slower, net)
                found.append({"as": name, "visit": which} | seen)
            context.close()
    return found


def main() -> None:
    with driver() as playwright:
        if len(sys.argv) > 1:
            found = measure(playwright, sys.argv[1])
        else:
            with gallery() as address:
                found = measure(playwright, address)
    for line in found:
        print(json.dumps(line))


if __name__ == "__main__":
    main()
