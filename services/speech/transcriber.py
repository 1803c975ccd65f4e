"""A clip from bytes to text: decode, voice gate, window after window, marks of doubt."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from services.speech.decode import MAX_SECONDS, Decoded, decode
from services.speech.doubts import Mark, marks_of
from services.speech.engine import SAMPLE_RATE, Ask, Engine, Samples, Segment
from services.speech.errors import OutOfTimeError, TranscriptionCancelledError
from services.speech.room import RoomRecording
from services.speech.site_words import as_hints
from services.speech.voice_gate import Window, windows_of

logger = logging.getLogger(__name__)

SHORTER_IS_CUT = 1.0
"""Seconds that a recording may be shorter than its device says before we call it cut short."""

NO_SPEECH = "No speech heard: listen or say it again."
CUT_SHORT = "Part of the recording is missing; these are the words of what arrived."

Progress = Callable[[float, Sequence[Segment]], None]
"""Told after each window: the share done in 0…1 and that window's segments."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; all times in seconds from the beginning of the recording."""

    text: str
    segments: tuple[Segment, ...]
    language: str
    seconds: float
    speech_seconds: float
    cut_short: bool
    """Part of the recording is missing: damaged, or shorter than the device reported."""
    engine: str
    model: str
    took_seconds: float
    pivot: str | None = None
    """The same in English, for linking beside the original; never shown instead of it."""

    @property
    def no_speech(self) -> bool:
        return not self.text

    @property
    def note(self) -> str:
        """What the line says about its recording; empty when all is well."""
        if self.no_speech:
            return NO_SPEECH
        return CUT_SHORT if self.cut_short else ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Where to look twice, as places in `text`."""
        return marks_of(self.segments)


def joined(segments: Iterable[Segment]) -> str:
    """The text of segments as people read it; places in `Transcript.marks` count in it."""
    return " ".join(segment.text for segment in segments)


class Transcriber:
    """Clips through one engine, one after the other whoever calls; blocks for seconds."""

    def __init__(self, engine: Engine, *, max_seconds: float = MAX_SECONDS) -> None:
        self._engine = engine
        self._max_seconds = max_seconds
        self._one_at_a_time = threading.Lock()

    def transcribe(  # noqa: PLR0913 - one call carries a clip and how to watch it
        self,
        data: bytes,
        *,
        language: str | Sequence[str],
        hints: Sequence[str] = (),
        reported_seconds: float | None = None,
        progress: Progress = lambda share, segments: None,
        cancelled: Callable[[], bool] = lambda: False,
        budget_seconds: float | None = None,
        english: bool = False,
    ) -> Transcript:
        """Turn one clip into text. `language` is one code, or the two that a crew speaks.

        With `english` a clip in another language is heard a second time for `pivot`.
        `cancelled` and `budget_seconds` are looked at before each window (one takes seconds).

        Raises:
            RecordingError: the bytes cannot become text, now or later.
            TranscriptionCancelledError, OutOfTimeError: stopped; nothing is kept.
            UnknownLanguageError: the model cannot hear this language.
        """
        began = time.monotonic()
        decoded = decode(data, self._max_seconds)
        windows = windows_of(decoded.pcm)

        def go_on() -> None:
            if cancelled():
                raise TranscriptionCancelledError
            if budget_seconds is not None and time.monotonic() - began > budget_seconds:
                raise OutOfTimeError

        with self._one_at_a_time:
            chosen = self._choose(decoded, windows, language)
            ask = Ask(chosen, as_hints(hints))
            segments = self._listen(decoded, windows, ask, go_on, progress)
            wanted = english and chosen != "en" and segments
            pivot = self._pivot(decoded, windows, ask, go_on) if wanted else None
        return Transcript(
            text=joined(segments),
            segments=tuple(segments),
            language=chosen,
            seconds=decoded.seconds,
            speech_seconds=sum(window.seconds for window in windows),
            cut_short=decoded.damaged or _shorter(decoded.seconds, reported_seconds),
            engine=self._engine.name,
            model=self._engine.model,
            took_seconds=time.monotonic() - began,
            pivot=pivot,
        )

    def room(
        self, *, language: str, hints: Sequence[str] = (), done_until: float = 0.0
    ) -> RoomRecording:
        """A room recording through the same engine: a clip gets its turn after each window."""
        turns = _InTurns(self._engine, self._one_at_a_time)
        return RoomRecording(turns, language=language, hints=hints, done_until=done_until)

    def _choose(
        self, decoded: Decoded, windows: Sequence[Window], language: str | Sequence[str]
    ) -> str:
        among = (language,) if isinstance(language, str) else tuple(language)
        if len(among) == 1 or not windows:
            return among[0]
        first = windows[0]
        return self._engine.choose_language(decoded.window(first.start, first.end), among)

    def _listen(
        self,
        decoded: Decoded,
        windows: Sequence[Window],
        ask: Ask,
        go_on: Callable[[], None],
        progress: Progress,
    ) -> list[Segment]:
        heard: list[Segment] = []
        for number, window in enumerate(windows, start=1):
            go_on()
            raw = self._engine.window(decoded.window(window.start, window.end), ask)
            at, end = window.start / SAMPLE_RATE, window.end / SAMPLE_RATE
            new = [segment.shifted(at, end) for segment in raw]
            heard += new
            progress(number / len(windows), new)
        return heard

    def _pivot(
        self,
        decoded: Decoded,
        windows: Sequence[Window],
        ask: Ask,
        go_on: Callable[[], None],
    ) -> str:
        english = Ask(ask.language, ask.hints, task="translate", words=False)
        return joined(self._listen(decoded, windows, english, go_on, lambda share, segments: None))


class _InTurns:
    """The shared engine, taken for one window at a time."""

    def __init__(self, engine: Engine, one_at_a_time: threading.Lock) -> None:
        self.name, self.model = engine.name, engine.model
        self._engine = engine
        self._one_at_a_time = one_at_a_time

    def window(self, audio: Samples, ask: Ask) -> list[Segment]:
        with self._one_at_a_time:
            return self._engine.window(audio, ask)

    def choose_language(self, audio: Samples, among: tuple[str, ...]) -> str:
        with self._one_at_a_time:
            return self._engine.choose_language(audio, among)


def _shorter(seconds: float, reported: float | None) -> bool:
    return reported is not None and reported - seconds > SHORTER_IS_CUT
