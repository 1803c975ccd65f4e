"""The real thing: one Leaven process, and Chromium whose microphone plays a spoken sentence."""

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.support.chromium import driver, launch
from tests.support.process import LeavenProcess
from tests.support.whisper_checkpoint import DATA, expand

RATE = 48_000
SPOKEN = "On a good day we have a spotter, on a bad day one person does both jobs."
BEFORE, AFTER = 1.0, 3.0  # seconds of silence around the sentence


@pytest.fixture(scope="session")
def leaven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeavenProcess]:
    """`python -m app run` on an empty folder, with a speech model that knows a few sentences."""
    folder = tmp_path_factory.mktemp("leaven")
    with LeavenProcess(folder / "home", expand("faster", folder)) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with driver() as running:
        yield running


@pytest.fixture(scope="session")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file in which somebody says SPOKEN."""
    path = tmp_path_factory.mktemp("voice") / "spoken.wav"
    with av.open(str(DATA / "spotter.flac")) as sound:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        frames = [each for frame in sound.decode(audio=0) for each in resampler.resample(frame)]
    spoken = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    silence = [np.zeros(int(RATE * seconds), np.int16) for seconds in (BEFORE, AFTER)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.concatenate([silence[0], spoken, silence[1]]).tobytes())
    return path


@pytest.fixture(scope="session")
def browser(playwright: Playwright, sentence: Path) -> Iterator[Browser]:
    running = launch(playwright, sentence)
    yield running
    running.close()


@pytest.fixture(autouse=True)
def devices_put_away(browser: Browser) -> Iterator[None]:
    """Whatever device a test takes out is switched off after it: an open one goes on drawing."""
    before = set(browser.contexts)
    yield
    for device in set(browser.contexts) - before:
        device.close()
