"""Chromium with a microphone that plays a file, for the browser journeys."""

import math
import os
import signal
import struct
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

EXECUTABLE = os.environ.get("LEAVEN_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
PHONE = {"width": 412, "height": 915}
TABLET = {"width": 1180, "height": 820}
RATE = 48_000


def hum(path: Path, seconds: float = 20.0, loudness: float = 0.3) -> Path:
    """A WAV file of a warbling hum; loudness 0 is silence."""
    frames = bytearray()
    for n in range(int(RATE * seconds)):
        wobble = 0.6 + 0.4 * math.sin(n / RATE * 9)
        value = loudness * wobble * math.sin(n / RATE * 2 * math.pi * 220)
        frames += struct.pack("<h", int(value * 32767))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(frames))
    return path


def flags(sound: Path) -> list[str]:
    return [*FLAGS, f"--use-file-for-fake-audio-capture={sound}"]


@contextmanager
def chromium(playwright: Playwright, sound: Path) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags(sound))
    try:
        yield browser
    finally:
        browser.close()


def phone(browser: Browser, **more: object) -> BrowserContext:
    """A new person's phone: nothing stored, microphone allowed."""
    options: dict[str, object] = {
        "viewport": PHONE,
        "has_touch": True,
        "is_mobile": True,
        "permissions": ["microphone"],
        "locale": "en-GB",
        **more,
    }
    return browser.new_context(**options)  # type: ignore[arg-type]


class KillableChromium:
    """A browser process of our own on a folder that outlives it, so that a kill is a real one."""

    def __init__(self, playwright: Playwright, folder: Path, sound: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(  # noqa: S603 - our own browser
            [EXECUTABLE, *flags(sound), f"--user-data-dir={folder}", "--remote-debugging-port=0"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port()}")
        self.context = self._browser.contexts[0]
        self.context.grant_permissions(["microphone"])

    def _port(self) -> int:
        told = self._folder / "DevToolsActivePort"
        for _ in range(300):
            if told.exists() and told.read_text().strip():
                return int(told.read_text().split()[0])
            time.sleep(0.1)
        raise TimeoutError("the browser did not start")

    def page(self) -> Page:
        return self.context.new_page()

    def kill(self) -> None:
        """SIGKILL to every process of the browser at once; nothing can be saved any more."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        (self._folder / "DevToolsActivePort").unlink(missing_ok=True)
        for lock in self._folder.glob("Singleton*"):
            lock.unlink()
