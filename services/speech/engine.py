"""What every speech engine must do, and the pieces of text that it gives back."""

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Samples a second of all audio inside the speech service: mono float32 in -1…1."""

WINDOW_SECONDS = 28.0
"""Longest window that an engine is given; Whisper's own frame is 30 s."""

Samples = npt.NDArray[np.float32]
Task = Literal["transcribe", "translate"]

UNSURE_BELOW = 0.5
"""A word that the model finds less probable than this is shown as unsure."""

NOBODY_SPOKE, HALF_GUESSED, GUESSED, LOOPING = 0.6, -0.5, -1.0, 2.4
"""Whisper's measures of a segment (no_speech_prob, avg_logprob, compression_ratio)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `start` and `end` in seconds, `probability` in 0…1."""

    text: str
    start: float
    end: float
    probability: float

    @property
    def unsure(self) -> bool:
        return self.probability < UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the model's own measures of how it came about; times in seconds."""

    text: str
    start: float
    end: float
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float
    words: tuple[Word, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Likely invented, looped or guessed.

        Tighter than Whisper's own rule (no_speech > 0.6 and logprob < -1), which lets a fluent
        sentence out of 20 s of digital silence pass (no_speech 0.99, logprob -0.70).
        """
        return (
            (self.no_speech_prob > NOBODY_SPOKE and self.avg_logprob < HALF_GUESSED)
            or self.compression_ratio > LOOPING
            or self.avg_logprob < GUESSED
        )

    def shifted(self, seconds: float, end: float) -> "Segment":
        """The same segment `seconds` later, cut at `end` (engines run past the last sample)."""
        words = tuple(
            replace(word, start=word.start + seconds, end=min(word.end + seconds, end))
            for word in self.words
        )
        return replace(
            self, start=self.start + seconds, end=min(self.end + seconds, end), words=words
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """How to listen: `language` is one that people chose, `hints` are words of the site."""

    language: str
    hints: tuple[str, ...] = ()
    task: Task = "transcribe"
    words: bool = True


@dataclass(frozen=True, slots=True)
class Tuning:
    """How hard to search; the defaults are the product's, the bench varies them."""

    beam: int = 5
    temperatures: tuple[float, ...] = field(default=(0.0, 0.4))
    threads: int = 1
    max_tokens: int | None = None
    """Text tokens a window at most; for measuring, where both engines must do equal work."""


class Engine(Protocol):
    """A loaded Whisper model. Calls block for seconds: never from an event loop."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...

    def window(self, audio: Samples, ask: Ask) -> list[Segment]:
        """Text of one window of at most `WINDOW_SECONDS`; times count from its first sample.

        Raises:
            UnknownLanguageError: the model cannot hear `ask.language`.
        """
        ...

    def choose_language(self, audio: Samples, among: tuple[str, ...]) -> str:
        """The likeliest of the two or three languages that a crew speaks, never of all 99."""
        ...
