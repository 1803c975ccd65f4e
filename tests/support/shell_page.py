"""The capture shell as a person uses it."""

import hashlib
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.capture_server import CaptureServer
from tests.support.capture_store import CARD

SOON = 20.0  # seconds; generous, the machine may be busy


class ShellPage:
    def __init__(self, page: Page, server: CaptureServer, *, worker: bool = True) -> None:
        self.page = page
        self.worker = worker
        self.server = server

    # ---- coming and going
    def open(self, path: str = f"/seat#{CARD}") -> "ShellPage":
        self.page.goto(self.server.url + path)
        return self.ready()

    def ready(self) -> "ShellPage":
        """Open, seat asked for, service worker at work (unless the context blocks it)."""
        self.page.wait_for_selector("body[data-ready]")
        if not self.worker:
            return self
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def reload(self) -> "ShellPage":
        self.page.reload()
        return self.ready()

    def lose_signal(self) -> None:
        self.server.stop()
        self.page.context.set_offline(True)

    def find_signal(self) -> None:
        self.server.start()
        self.page.context.set_offline(False)

    # ---- giving
    @property
    def microphone(self) -> Locator:
        return self.page.get_by_role("button", name="Tap and speak")

    def start_recording(self) -> None:
        self.microphone.click()
        expect(self.page.locator("#recordingTitle")).to_have_text("Recording")

    def record(self, seconds: float = 2.0) -> None:
        self.start_recording()
        self.page.wait_for_timeout(seconds * 1000)
        self.page.get_by_role("button", name="Tap to stop").click()
        expect(self.page.locator("#kept")).to_be_visible()

    def send(self) -> None:
        self.page.locator("#send").click()
        expect(self.page.locator("#start")).to_be_visible()

    def write(self, words: str) -> None:
        self.page.locator("#toType").click()
        self.page.get_by_label("What did you notice?").fill(words)
        self.page.locator("#sendWords").click()
        expect(self.page.locator("#start")).to_be_visible()

    # ---- seeing
    def states(self) -> list[str]:
        return self.page.locator("#list .state").all_inner_texts()

    def alarms(self) -> str:
        return self.page.locator("#alarms").inner_text()

    def items(self) -> list[dict[str, Any]]:
        """What the device holds."""
        items: list[dict[str, Any]] = self.page.evaluate("Outbox.list()")
        return items

    def sound(self, item_id: str) -> bytes:
        """The bytes of a recording as they lie on the device."""
        numbers: list[int] = self.page.evaluate(
            """async id => Array.from(new Uint8Array(
                 await (await Outbox.blob(await Outbox.get(id))).arrayBuffer()))""",
            item_id,
        )
        return bytes(numbers)

    def plant(self, size: int) -> tuple[str, str]:
        """A recording of `size` random bytes, ready to go: its id and SHA-256."""
        made: list[str] = self.page.evaluate(
            """async size => {
                 const item = { ...Give.gift("voice"), state: "held", mime: "audio/webm",
                                pieces: 0, size: 0, seconds: size / 3000, beat: Date.now() };
                 await Outbox.put(item);
                 const bytes = new Uint8Array(size);
                 for (let at = 0; at < size; at += 3000) {
                   const piece = crypto.getRandomValues(new Uint8Array(Math.min(3000, size - at)));
                   bytes.set(piece, at);
                   await Outbox.append(item.id, piece.buffer, at / 3000);
                 }
                 const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
                 return [item.id, Array.from(hash, b => b.toString(16).padStart(2, "0")).join("")];
               }""",
            size,
        )
        return made[0], made[1]

    def until(self, true: Callable[[], bool], seconds: float = SOON) -> None:
        """Wait, with the page running, until `true()`."""
        for _ in range(int(seconds * 20)):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it did not come about")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
