"""Chromium as a person's phone or tablet, with a microphone that plays a file."""

import math
import os
import shutil
import signal
import struct
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

EXECUTABLE = (
    os.environ.get("LEAVEN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
)
"""The machine's Chromium; None for the one that Playwright installed."""
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, TABLET = (412, 915), (1180, 820)
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


@contextmanager
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def arguments(voice: Path | None = None, *, again: bool = False) -> list[str]:
    """Launch arguments. `voice` is a WAV file that the fake microphone plays, once or again."""
    if voice is None:
        return list(ARGUMENTS)
    return [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={voice}{'' if again else '%noloop'}",
    ]


def launch(playwright: Playwright, voice: Path | None = None, *, again: bool = False) -> Browser:
    return playwright.chromium.launch(
        executable_path=EXECUTABLE, args=arguments(voice, again=again)
    )


def launch_profile(
    playwright: Playwright,
    folder: Path,
    voice: Path | None = None,
    size: tuple[int, int] = PHONE,
) -> BrowserContext:
    """A browser whose storage lies in `folder`, so that a killed one can be opened again."""
    return playwright.chromium.launch_persistent_context(
        str(folder),
        executable_path=EXECUTABLE,
        args=arguments(voice),
        viewport={"width": size[0], "height": size[1]},
        permissions=["microphone"] if voice else [],
    )


def person(
    browser: Browser,
    size: tuple[int, int] = PHONE,
    *,
    dark: bool = False,
    scale: float = 1,
    microphone: bool = False,
) -> BrowserContext:
    """A fresh device: own cookies and storage."""
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        has_touch=True,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        permissions=["microphone"] if microphone else [],
    )


def phone(browser: Browser, size: tuple[int, int] = PHONE, **more: object) -> BrowserContext:
    """A new person's phone for the shell: nothing stored, microphone allowed."""
    options: dict[str, object] = {
        "viewport": {"width": size[0], "height": size[1]},
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
        told = [f"--user-data-dir={folder}", "--remote-debugging-port=0"]
        self._process = subprocess.Popen(  # noqa: S603 - our own browser
            [
                EXECUTABLE or playwright.chromium.executable_path,
                *arguments(sound, again=True),
                *told,
            ],
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
