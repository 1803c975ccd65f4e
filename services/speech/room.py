"""A room recording of up to 90 minutes becomes text while it goes on, in memory that stays flat."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.speech.decode import SoundStream, container_of
from services.speech.engine import SAMPLE_RATE, Ask, Engine, Samples, Segment
from services.speech.errors import (
    DamagedRecordingError,
    EmptyRecordingError,
    TranscriptionCancelledError,
    UnknownFormatError,
)
from services.speech.site_words import as_hints
from services.speech.voice_gate import VoiceGate, Window

MAX_ROOM_SECONDS = 90 * 60.0


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said in one window; `start` and `end` in seconds from the recording's beginning."""

    start: float
    end: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class PinPlace:
    """Where a pin sits: `segment` counts from 0, `character` is the end of the word before it."""

    at: float
    segment: int
    character: int


class RoomRecording:
    """One recording, once. Iterating `passages` blocks: on the next chunk, and on the engine."""

    def __init__(
        self, engine: Engine, *, language: str, hints: Sequence[str] = (), done_until: float = 0.0
    ) -> None:
        """`done_until`: seconds that an earlier worker has put into words; they are not repeated.

        The voice gate cuts the same windows each time, so a second run continues exactly where
        the first one stopped.
        """
        self.damaged = False
        self.heard = 0.0
        """Seconds of sound that have come so far."""
        self._engine = engine
        self._ask = Ask(language, as_hints(hints))
        self._done_until = done_until

    def passages(
        self,
        chunks: Iterable[bytes],
        *,
        cancelled: Callable[[], bool] = lambda: False,
        max_seconds: float = MAX_ROOM_SECONDS,
    ) -> Iterator[Passage]:
        """Passages in order, each as soon as its window is closed and heard.

        Args:
            chunks: The recorder's bytes in order; the iterator may wait for the next.
            cancelled: Looked at before each window.
            max_seconds: Longer recordings are cut off with `RecordingTooLongError`.

        Raises:
            RecordingError: as for a clip, if nothing could be heard at all. A recording that
                breaks off after that ends, and `damaged` is true.
            TranscriptionCancelledError: somebody withdrew the recording.
        """
        for window, audio in self._windows(chunks, max_seconds):
            if window.end / SAMPLE_RATE <= self._done_until:
                continue
            if cancelled():
                raise TranscriptionCancelledError
            at, end = window.start / SAMPLE_RATE, window.end / SAMPLE_RATE
            raw = self._engine.window(audio, self._ask)
            yield Passage(at, end, tuple(segment.shifted(at, end) for segment in raw))

    def _windows(
        self, chunks: Iterable[bytes], max_seconds: float
    ) -> Iterator[tuple[Window, Samples]]:
        reader = _ChunkReader(chunks)
        head = reader.peek(16)
        if not head:
            raise EmptyRecordingError
        container = container_of(head)
        if container is None:
            raise UnknownFormatError
        gate, tail = VoiceGate(), _Tail()
        stream = SoundStream(reader, container, max_seconds)
        for block in self._until_broken(stream, tail):
            tail.add(block)
            self.heard = tail.seen / SAMPLE_RATE
            for window in gate.feed(_as_float(block)):
                yield window, tail.cut(window)
            tail.forget(gate.needed_from)
        for window in gate.finish():
            yield window, tail.cut(window)
        self.damaged = self.damaged or stream.damaged

    def _until_broken(self, stream: SoundStream, tail: "_Tail") -> Iterator[npt.NDArray[np.int16]]:
        try:
            yield from _seconds_of(stream.blocks())
        except DamagedRecordingError:
            if not tail.seen:
                raise
            self.damaged = True


def place_pins(pins: Iterable[float], segments: Sequence[Segment]) -> list[PinPlace]:
    """Tie each pin (seconds) to the last word begun before it: people pin what they just heard.

    Pins before the first word sit at its beginning. No segments: no places yet.
    """
    return [_place(pin, segments) for pin in pins] if segments else []


def _place(pin: float, segments: Sequence[Segment]) -> PinPlace:
    begun = [number for number, segment in enumerate(segments) if segment.start <= pin]
    if not begun:
        return PinPlace(pin, 0, 0)
    segment = segments[begun[-1]]
    character = 0
    for word in segment.words:
        found = segment.text.find(word.text, character)
        if word.start > pin or found < 0:
            break
        character = found + len(word.text)
    return PinPlace(pin, begun[-1], character if segment.words else len(segment.text))


class _ChunkReader:
    """The chunks as one stream of bytes, asked for only when the decoder wants more."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""

    def peek(self, size: int) -> bytes:
        while len(self._buffer) < size and (chunk := next(self._chunks, None)) is not None:
            self._buffer += chunk
        return self._buffer[:size]

    def read(self, size: int = -1, /) -> bytes:
        while not self._buffer:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._buffer = chunk
        taken = self._buffer if size < 0 else self._buffer[:size]
        self._buffer = self._buffer[len(taken) :]
        return taken


class _Tail:
    """The samples that a window may still want, and how many there were in all."""

    def __init__(self) -> None:
        self.seen = 0
        self._blocks: list[npt.NDArray[np.int16]] = []
        self._first = 0

    def add(self, block: npt.NDArray[np.int16]) -> None:
        self._blocks.append(block)
        self.seen += block.size

    def cut(self, window: Window) -> Samples:
        joined = np.concatenate(self._blocks)
        self._blocks = [joined]
        return _as_float(joined[window.start - self._first : window.end - self._first])

    def forget(self, before: int) -> None:
        while self._blocks and self._first + self._blocks[0].size <= before:
            self._first += self._blocks.pop(0).size
        if self._blocks and before > self._first:
            self._blocks[0] = self._blocks[0][before - self._first :].copy()
            self._first = before


def _as_float(block: npt.NDArray[np.int16]) -> Samples:
    return block.astype(np.float32) / np.float32(32768)


def _seconds_of(
    blocks: Iterable[npt.NDArray[np.int16]],
) -> Iterator[npt.NDArray[np.int16]]:
    """Decoders give 20 ms at a time; the voice gate works faster on a second."""
    waiting: list[npt.NDArray[np.int16]] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += block.size
        if size >= SAMPLE_RATE:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    if waiting:
        yield np.concatenate(waiting)
