"""Sounds that nobody recorded: silence, noise, music, and any samples in any container."""

import io
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from services.speech.engine import SAMPLE_RATE, Samples


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def factory_noise(seconds: float, seed: int = 1) -> Samples:
    """Pink noise, mains hum, a fan and metal hits; unit variance times 0.1."""
    random = np.random.default_rng(seed)
    n = int(seconds * SAMPLE_RATE)
    t = np.arange(n) / SAMPLE_RATE
    spectrum = np.fft.rfft(random.standard_normal(n))
    hertz = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 20)), n)
    hum = sum(np.sin(2 * np.pi * 50 * h * t + random.uniform(0, 6)) / h for h in range(1, 14))
    band = np.fft.rfft(random.standard_normal(n)) * ((hertz > 300) & (hertz < 3500))
    fan = np.fft.irfft(band, n) * (1 + 0.4 * np.sin(2 * np.pi * 7 * t))
    hits = np.zeros(n)
    for start in random.integers(0, n - 1, max(1, int(seconds / 1.3))):
        ring = np.arange(min(n - start, int(0.35 * SAMPLE_RATE))) / SAMPLE_RATE
        for pitch in random.uniform(700, 5200, 6):
            hits[start : start + ring.size] += np.sin(2 * np.pi * pitch * ring) * np.exp(-15 * ring)
    mixed = sum(
        w * part / part.std() for w, part in ((0.8, pink), (0.5, hum), (0.5, fan), (0.5, hits))
    )
    return (0.1 * mixed / np.std(mixed)).astype(np.float32)


def music(seconds: float) -> Samples:
    """Chords with a beat, as a radio on the line: notes with overtones, a new chord each second."""
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    roots = np.array([220.0, 174.6, 261.6, 196.0])[(t.astype(int)) % 4]
    phase = 2 * np.pi * np.cumsum(roots) / SAMPLE_RATE
    notes = sum(
        np.sin(ratio * overtone * phase) / overtone
        for ratio in (1, 1.26, 1.5)
        for overtone in (1, 2, 3)
    )
    return (0.08 * notes * np.exp(-2 * (t % 0.5))).astype(np.float32)


def wav(samples: npt.NDArray[np.float32], rate: int = SAMPLE_RATE) -> bytes:
    """A WAV of 32-bit floats, so that even NaN survives; 2-d arrays are (channels, samples)."""
    layouts = {1: "mono", 2: "stereo", 6: "5.1"}
    rows = np.atleast_2d(samples)
    return encoded(rows, "wav", "pcm_f32le", rate, layouts[rows.shape[0]])


def encoded(
    samples: npt.NDArray[np.float32],
    container: str,
    codec: str,
    rate: int = SAMPLE_RATE,
    layout: str = "mono",
) -> bytes:
    """`samples` (channels, n) at `rate`, encoded by FFmpeg; opus wants 48 kHz and gets it."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000 if codec == "libopus" else rate, layout=layout)
        stream.time_base = Fraction(1, stream.rate)
        resampler = av.AudioResampler(stream.format, layout, stream.rate)
        for block in np.array_split(
            np.atleast_2d(samples), max(1, samples.shape[-1] // 16_000), -1
        ):
            packed = np.ascontiguousarray(block.T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
            frame.rate = rate
            for ready in resampler.resample(frame):
                file.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            file.mux(stream.encode(ready))
        file.mux(stream.encode(None))
    return target.getvalue()
