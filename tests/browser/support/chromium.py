"""Chromium as a person's phone or tablet, with a microphone that plays a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

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


@contextmanager
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def arguments(voice: Path | None = None) -> list[str]:
    """Launch arguments. `voice` is a WAV file that the fake microphone plays once."""
    if voice is None:
        return list(ARGUMENTS)
    return [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={voice}%noloop",
    ]


def launch(playwright: Playwright, voice: Path | None = None) -> Browser:
    """The machine's Chromium if it has one, else the one that Playwright installed."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
        args=arguments(voice),
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
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
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
