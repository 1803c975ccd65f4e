"""Where somebody speaks, by Silero: what is not speech never reaches an engine that would invent.

Works on blocks as they come, with the network's memory carried over, so that a recording of
90 minutes costs no more memory than one of a minute.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.speech.engine import SAMPLE_RATE, WINDOW_SECONDS, Samples

FRAME = 512
"""Samples in one judgement of the network: 32 ms."""
_CONTEXT = 64

ENTER = 0.5
LEAVE = 0.35
"""Probabilities of speech at which a stretch begins and ends (Silero's own defaults)."""


def _frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)


PAUSE = _frames(0.7)
PAD = _frames(0.3)
LONG_PAUSE = _frames(3.0)
"""Stretches further apart never share a window: in a long silence an engine invents."""
SHORTEST = _frames(0.25)
LONGEST = int(WINDOW_SECONDS * SAMPLE_RATE) // FRAME


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch to listen to, in samples from the beginning of the recording."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


class Silero:
    """Probability of speech for each 32 ms, block after block of one recording."""

    def __init__(self) -> None:
        from faster_whisper.vad import get_vad_model

        self._session = get_vad_model().session
        self._h = np.zeros((1, 1, 128), dtype=np.float32)
        self._c = np.zeros((1, 1, 128), dtype=np.float32)
        self._context = np.zeros(_CONTEXT, dtype=np.float32)

    def probabilities(self, samples: Samples) -> npt.NDArray[np.float32]:
        """One value in 0…1 for each whole frame; `samples` must be a multiple of `FRAME` long."""
        if not samples.size:
            return np.zeros(0, dtype=np.float32)
        frames = samples.reshape(-1, FRAME)
        before = np.vstack([self._context, frames[:-1, -_CONTEXT:]])
        self._context = frames[-1, -_CONTEXT:].copy()
        odds, self._h, self._c = self._session.run(
            None, {"input": np.hstack([before, frames]), "h": self._h, "c": self._c}
        )
        return np.asarray(odds, dtype=np.float32).reshape(-1)


class Stretches:
    """Turn probabilities into stretches of speech, cut on pauses; pure arithmetic on frames."""

    def __init__(self) -> None:
        self._at = 0
        self._start: int | None = None
        self._voiced_end = 0
        self._odds: list[float] = []

    def feed(self, odds: npt.NDArray[np.float32]) -> list[tuple[int, int]]:
        """Stretches (first frame, frame after the last) that ended within these frames."""
        done = [stretch for value in odds for stretch in self._frame(float(value))]
        return [stretch for stretch in done if stretch[1] - stretch[0] >= SHORTEST]

    def finish(self) -> list[tuple[int, int]]:
        start, self._start = self._start, None
        if start is None or self._voiced_end - start < SHORTEST:
            return []
        return [(start, self._voiced_end)]

    @property
    def open_since(self) -> int | None:
        """First frame of the stretch that is still going on."""
        return self._start

    def _frame(self, value: float) -> list[tuple[int, int]]:
        here = self._at
        self._at += 1
        if self._start is None:
            if value >= ENTER:
                self._start, self._voiced_end, self._odds = here, here + 1, [value]
            return []
        self._odds.append(value)
        if value >= LEAVE:
            self._voiced_end = here + 1
        if here + 1 - self._voiced_end >= PAUSE:
            stretch = (self._start, self._voiced_end)
            self._start = None
            return [stretch]
        if here + 1 - self._start >= LONGEST - 2 * PAD:
            return [self._cut()]
        return []

    def _cut(self) -> tuple[int, int]:
        """Nobody pauses: cut where the voice is faintest in the second half."""
        assert self._start is not None  # noqa: S101 - only called inside a stretch
        half = len(self._odds) // 2
        faintest = half + int(np.argmin(self._odds[half:])) + 1
        stretch = (self._start, self._start + faintest)
        self._start += faintest
        self._odds = self._odds[faintest:]
        return stretch


class Packer:
    """Pack stretches into windows as long as an engine can hear, cut on pauses; pure as well."""

    def __init__(self) -> None:
        self._stretches = Stretches()
        self._waiting: deque[tuple[int, int]] = deque()
        self._seen = 0
        self._given = 0

    def feed(self, odds: npt.NDArray[np.float32]) -> list[tuple[int, int]]:
        """Windows (first frame, frame after the last) that are complete after these frames."""
        self._seen += odds.size
        self._waiting.extend(self._stretches.feed(odds))
        return self._packed(last=False)

    def finish(self) -> list[tuple[int, int]]:
        """The remaining windows."""
        self._waiting.extend(self._stretches.finish())
        return self._packed(last=True)

    @property
    def needed_from(self) -> int:
        """First frame that a later window may still want."""
        firsts = [stretch[0] for stretch in list(self._waiting)[:1]]
        if self._stretches.open_since is not None:
            firsts.append(self._stretches.open_since)
        return max(0, min(firsts, default=self._seen) - PAD)

    def _packed(self, *, last: bool) -> list[tuple[int, int]]:
        windows = []
        while self._waiting:
            start, end = self._waiting[0]
            taken = 1
            while taken < len(self._waiting) and self._joins(start, end, self._waiting[taken]):
                end = self._waiting[taken][1]
                taken += 1
            if not (last or taken < len(self._waiting) or self._too_late_for(start, end)):
                break
            for _ in range(taken):
                self._waiting.popleft()
            windows.append(self._padded(start, end))
        return windows

    def _joins(self, start: int, end: int, following: tuple[int, int]) -> bool:
        return following[1] - start <= _ROOM and following[0] - end <= LONG_PAUSE

    def _too_late_for(self, start: int, end: int) -> bool:
        """Whatever ends or begins from now on no longer joins the window of `start` to `end`."""
        silent = self._stretches.open_since is None and self._seen - end > LONG_PAUSE
        return silent or self._seen - start > _ROOM + PAUSE

    def _padded(self, start: int, end: int) -> tuple[int, int]:
        """With a breath before and after, but no sound twice where nobody paused."""
        following = [stretch[0] for stretch in list(self._waiting)[:1]]
        if self._stretches.open_since is not None:
            following.append(self._stretches.open_since)
        first = max(self._given, start - PAD)
        self._given = min([end + PAD, self._seen, *following])
        return first, self._given


class VoiceGate:
    """Feed the samples of a recording, get the windows (≤ 28 s, cut on pauses) to listen to."""

    def __init__(self) -> None:
        self._silero = Silero()
        self._packer = Packer()
        self._rest = np.zeros(0, dtype=np.float32)
        self._samples = 0

    def feed(self, samples: Samples) -> list[Window]:
        """Windows that are complete now."""
        self._samples += samples.size
        joined = np.concatenate([self._rest, samples])
        whole = joined.size - joined.size % FRAME
        self._rest = joined[whole:]
        return self._windows(self._packer.feed(self._silero.probabilities(joined[:whole])))

    def finish(self) -> list[Window]:
        """The remaining windows; the gate is used up."""
        padded = np.pad(self._rest, (0, -self._rest.size % FRAME))
        last = self._packer.feed(self._silero.probabilities(padded))
        return self._windows([*last, *self._packer.finish()])

    @property
    def needed_from(self) -> int:
        """First sample that a later window may still want; everything before may be forgotten."""
        return self._packer.needed_from * FRAME

    def _windows(self, frames: list[tuple[int, int]]) -> list[Window]:
        return [Window(first * FRAME, min(self._samples, end * FRAME)) for first, end in frames]


_ROOM = LONGEST - 2 * PAD


def windows_of(pcm: npt.NDArray[np.int16]) -> list[Window]:
    """The windows of a whole recording (int16, mono, 16 kHz), read 10 s at a time."""
    gate = VoiceGate()
    step = 10 * SAMPLE_RATE
    found = [
        window
        for at in range(0, pcm.size, step)
        for window in gate.feed(pcm[at : at + step].astype(np.float32) / np.float32(32768))
    ]
    return found + gate.finish()
