"""A clip from a phone becomes text, on both engines alike."""

from collections.abc import Sequence

import numpy as np
import pytest

from services.speech.decode import decode
from services.speech.engine import SAMPLE_RATE, Ask, Engine, Samples, Segment
from services.speech.errors import (
    OutOfTimeError,
    TranscriptionCancelledError,
    UnknownLanguageError,
)
from services.speech.transcriber import Transcriber
from tests.speech.conftest import clip, spoken
from tests.support.sounds import factory_noise, music, silence, wav

SPOKEN = spoken()
JFK = SPOKEN["jfk.webm"]


@pytest.mark.parametrize("name", SPOKEN)
def test_what_was_said_stands_there_word_for_word(transcriber: Transcriber, name: str) -> None:
    assert transcriber.transcribe(clip(name), language="en").text == SPOKEN[name]


def test_a_transcript_says_when_each_word_was_spoken(transcriber: Transcriber) -> None:
    transcript = transcriber.transcribe(clip("jfk.webm"), language="en")
    words = [word for segment in transcript.segments for word in segment.words]
    assert " ".join(word.text for word in words) == JFK
    assert all(0 <= word.start <= word.end <= transcript.seconds for word in words)
    assert transcript.language == "en"
    assert not transcript.cut_short


@pytest.mark.parametrize(
    "sound",
    [silence(20), factory_noise(20), factory_noise(20) * 0.01, music(20)],
    ids=["silence", "machines", "faint machines", "music"],
)
def test_where_nobody_speaks_there_is_no_text(
    transcriber: Transcriber, sound: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> None:
    transcript = transcriber.transcribe(wav(sound), language="en")
    assert transcript.no_speech
    assert transcript.segments == ()
    assert transcript.seconds == 20


def test_without_the_voice_gate_the_engine_invents_and_that_is_marked(engine: Engine) -> None:
    """Why the gate exists: Whisper itself lets a fluent sentence out of silence pass."""
    invented = engine.window(silence(20), Ask("en"))
    assert invented
    assert all(segment.doubtful for segment in invented)


def test_speech_late_in_a_long_clip_keeps_its_place(transcriber: Transcriber) -> None:
    said = decode(clip("austen-0880.webm"))
    late = np.concatenate([silence(35), said.window(0, said.pcm.size), silence(5)])
    (segment,) = transcriber.transcribe(wav(late), language="en").segments
    assert segment.text == SPOKEN["austen-0880.webm"]
    assert 34 < segment.start < 37
    assert segment.words[0].start >= segment.start - 0.5
    assert segment.end < 39


def test_two_sentences_with_silence_between_are_both_heard_and_nothing_else(
    transcriber: Transcriber,
) -> None:
    first, second = (decode(clip(name)) for name in ("lj-002-0035.webm", "austen-0870.webm"))
    sound = [first.window(0, first.pcm.size), silence(9), second.window(0, second.pcm.size)]
    transcript = transcriber.transcribe(wav(np.concatenate(sound)), language="en")
    assert transcript.text == f"{SPOKEN['lj-002-0035.webm']} {SPOKEN['austen-0870.webm']}"


def test_an_english_pivot_stands_beside_the_original_and_never_for_english(
    engine: Engine,
) -> None:
    asked: list[tuple[str, str]] = []

    class Asked:
        name, model = engine.name, engine.model

        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            asked.append((ask.language, ask.task))
            return engine.window(audio, ask)

        def choose_language(self, audio: Samples, among: tuple[str, ...]) -> str:
            return among[0]

    pivoting = Transcriber(Asked())
    assert pivoting.transcribe(clip("jfk.webm"), language="en", english=True).pivot is None
    assert pivoting.transcribe(clip("jfk.webm"), language="pl").pivot is None
    polish = pivoting.transcribe(clip("jfk.webm"), language="pl", english=True)
    assert polish.pivot is not None
    heard_once = [("en", "transcribe"), ("pl", "transcribe")]
    assert asked == [*heard_once, ("pl", "transcribe"), ("pl", "translate")]


def test_progress_comes_window_by_window(transcriber: Transcriber) -> None:
    seen: list[tuple[float, int]] = []

    def note(share: float, segments: Sequence[Segment]) -> None:
        seen.append((share, len(segments)))

    transcriber.transcribe(three_windows(), language="en", progress=note)
    assert [share for share, _ in seen] == pytest.approx([1 / 3, 2 / 3, 1])
    assert all(count for _, count in seen)


def test_a_withdrawn_line_stops_between_windows(transcriber: Transcriber) -> None:
    answers = iter([False, True])
    windows: list[float] = []
    with pytest.raises(TranscriptionCancelledError, match="stopped"):
        transcriber.transcribe(
            three_windows(),
            language="en",
            cancelled=lambda: next(answers),
            progress=lambda share, _: windows.append(share),
        )
    assert len(windows) == 1


def test_a_clip_that_costs_too_much_time_is_left_for_later(transcriber: Transcriber) -> None:
    with pytest.raises(OutOfTimeError, match="waits"):
        transcriber.transcribe(clip("jfk.webm"), language="en", budget_seconds=0)


@pytest.mark.parametrize(("reported", "cut"), [(11.0, False), (11.8, False), (18.2, True)])
def test_a_recording_shorter_than_the_device_says_is_called_cut_short(
    transcriber: Transcriber, reported: float, cut: bool
) -> None:
    transcript = transcriber.transcribe(clip("jfk.webm"), language="en", reported_seconds=reported)
    assert transcript.cut_short is cut
    assert transcript.text == JFK


def test_of_two_languages_of_a_crew_the_spoken_one_is_taken(transcriber: Transcriber) -> None:
    transcript = transcriber.transcribe(clip("jfk.webm"), language=("pl", "en"))
    assert transcript.language in {"pl", "en"}


def test_a_language_that_the_model_cannot_hear_is_refused(transcriber: Transcriber) -> None:
    with pytest.raises(UnknownLanguageError, match="language"):
        transcriber.transcribe(clip("jfk.webm"), language="tlh")


def test_hints_do_not_appear_in_the_text(transcriber: Transcriber) -> None:
    said = transcriber.transcribe(clip("jfk.webm"), language="en", hints=["kanban", "palletiser"])
    assert "kanban" not in said.text


def three_windows() -> bytes:
    """Three sentences so far apart that no two share a window."""
    said = decode(clip("austen-0880.webm"))
    sentence = said.window(0, said.pcm.size)
    gap = np.zeros(30 * SAMPLE_RATE, np.float32)
    return wav(np.concatenate([sentence, gap, sentence, gap, sentence]))
