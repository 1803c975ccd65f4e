"""Windows hold speech, end on pauses, and are never longer than an engine can hear."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.speech.decode import decode
from services.speech.engine import SAMPLE_RATE, WINDOW_SECONDS, Samples
from services.speech.voice_gate import LONGEST, PAD, PAUSE, Packer, Stretches, VoiceGate, windows_of
from tests.speech.conftest import clip
from tests.support.sounds import silence


def sentence() -> Samples:
    said = decode(clip("austen-0890.webm"))
    return said.window(0, said.pcm.size)


def as_pcm(sound: Samples) -> "np.ndarray[tuple[int, ...], np.dtype[np.int16]]":
    return (sound * 32767).astype(np.int16)


def test_a_short_pause_does_not_part_a_sentence_and_a_window_fills_up() -> None:
    sound = np.concatenate([sentence(), silence(1), sentence()])
    (window,) = windows_of(as_pcm(sound))
    assert window.seconds > 10


def test_a_long_pause_parts_windows_because_an_engine_invents_in_it() -> None:
    sound = np.concatenate([sentence(), silence(5), sentence()])
    first, second = windows_of(as_pcm(sound))
    assert second.start - first.end > 4 * SAMPLE_RATE


def test_no_window_is_longer_than_an_engine_hears() -> None:
    sound = np.concatenate([part for _ in range(12) for part in (sentence(), silence(0.4))])
    windows = windows_of(as_pcm(sound))
    assert len(windows) >= 3
    assert all(window.seconds <= WINDOW_SECONDS for window in windows)
    assert all(a.end <= b.start for a, b in itertools.pairwise(windows))


def test_windows_do_not_depend_on_how_the_sound_arrives() -> None:
    sound = np.concatenate([silence(2), sentence(), silence(40), sentence(), silence(1)])
    gate = VoiceGate()
    pieces = [
        window for part in np.array_split(sound, 77) for window in gate.feed(part)
    ] + gate.finish()
    whole = VoiceGate()
    assert pieces == whole.feed(sound) + whole.finish()
    assert len(pieces) == 2


def test_a_window_is_given_out_before_the_recording_ends() -> None:
    gate = VoiceGate()
    given = [
        window
        for part in np.array_split(np.concatenate([sentence(), silence(60)]), 60)
        for window in gate.feed(part)
    ]
    assert len(given) == 1
    assert gate.needed_from > 30 * SAMPLE_RATE


@given(
    st.lists(st.tuples(st.integers(1, 600), st.floats(0, 1)), max_size=12),
    st.lists(st.integers(1, 900), max_size=9),
)
def test_windows_hold_no_sound_twice_whatever_is_said_and_however_it_arrives(
    runs: list[tuple[int, float]], cuts: list[int]
) -> None:
    odds = np.repeat([odd for _, odd in runs], [length for length, _ in runs]).astype(np.float32)
    whole = Packer()
    expected = whole.feed(odds) + whole.finish()
    packer = Packer()
    parts = np.split(odds, np.cumsum(cuts))
    assert [w for part in parts for w in packer.feed(part)] + packer.finish() == expected
    assert all(0 < end - start <= LONGEST for start, end in expected)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(expected))
    assert all(end <= odds.size for _, end in expected)


def test_somebody_who_never_pauses_is_cut_where_the_voice_is_faintest() -> None:
    odds = np.full(LONGEST * 2, 0.95, np.float32)
    odds[LONGEST - 100] = 0.4
    stretches = Stretches()
    first, *_ = stretches.feed(odds)
    assert first == (0, LONGEST - 100 + 1)


@pytest.mark.parametrize("length", [1, 5])
def test_a_click_is_not_speech(length: int) -> None:
    odds = np.zeros(200, np.float32)
    odds[50 : 50 + length] = 0.99
    stretches = Stretches()
    assert stretches.feed(odds) == []
    assert stretches.finish() == []


def test_a_stretch_ends_after_its_pause() -> None:
    odds = np.zeros(100, np.float32)
    odds[10:40] = 0.9
    stretches = Stretches()
    assert stretches.feed(odds[: 40 + PAUSE - 1]) == []
    assert stretches.feed(odds[40 + PAUSE - 1 :]) == [(10, 40)]
    assert PAD < PAUSE
