"""A room recording becomes lines while it goes on, with its pins in place."""

from collections.abc import Iterator

import numpy as np
import pytest

from services.speech.decode import decode
from services.speech.engine import Engine, Segment, Word
from services.speech.errors import (
    DamagedRecordingError,
    EmptyRecordingError,
    RecordingTooLongError,
    TranscriptionCancelledError,
    UnknownFormatError,
)
from services.speech.room import PinPlace, RoomRecording, place_pins
from tests.speech.conftest import clip, spoken
from tests.support.sounds import encoded, silence

SENTENCE = spoken()["austen-0890.webm"]


@pytest.fixture(scope="module")
def two_minutes() -> bytes:
    """Four sentences, half a minute apart, as a browser's recorder writes them."""
    said = decode(clip("austen-0890.webm"))
    sentence = said.window(0, said.pcm.size)
    sound = np.concatenate([part for _ in range(4) for part in (sentence, silence(30))])
    return encoded(sound, "webm", "libopus")


def pieces(data: bytes, size: int = 4_000) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def test_the_first_lines_come_while_the_recording_goes_on(
    engine: Engine, two_minutes: bytes
) -> None:
    taken = 0

    def arriving() -> Iterator[bytes]:
        nonlocal taken
        for piece in pieces(two_minutes):
            taken += len(piece)
            yield piece

    first = next(RoomRecording(engine, language="en").passages(arriving()))
    assert first.segments[0].text == SENTENCE
    assert taken < 0.6 * len(two_minutes)


def test_every_sentence_stands_at_its_time(engine: Engine, two_minutes: bytes) -> None:
    room = RoomRecording(engine, language="en")
    passages = list(room.passages(pieces(two_minutes)))
    assert [" ".join(s.text for s in p.segments) for p in passages] == [SENTENCE] * 4
    assert [p.start for p in passages] == pytest.approx([0, 35.3, 70.6, 105.9], abs=0.7)
    assert not room.damaged


def test_a_second_worker_goes_on_where_the_first_was_killed(
    engine: Engine, two_minutes: bytes
) -> None:
    whole = list(RoomRecording(engine, language="en").passages(pieces(two_minutes)))
    again = RoomRecording(engine, language="en", done_until=whole[1].end)
    rest = list(again.passages(pieces(two_minutes, 9_999)))
    assert [p.start for p in rest] == [p.start for p in whole[2:]]


def test_a_recording_that_breaks_off_keeps_its_lines(engine: Engine, two_minutes: bytes) -> None:
    room = RoomRecording(engine, language="en")
    broken = two_minutes[: len(two_minutes) * 6 // 10]
    assert len(list(room.passages(pieces(broken)))) >= 2


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        ([], EmptyRecordingError),
        ([b"#EXTM3U\nfile:///etc/passwd"], UnknownFormatError),
        ([b"\x1aE\xdf\xa3", b"nothing of the kind" * 9], DamagedRecordingError),
    ],
)
def test_what_is_no_recording_is_refused(
    engine: Engine, chunks: list[bytes], error: type[Exception]
) -> None:
    with pytest.raises(error):
        list(RoomRecording(engine, language="en").passages(chunks))


def test_longer_than_agreed_is_stopped(engine: Engine, two_minutes: bytes) -> None:
    room = RoomRecording(engine, language="en")
    with pytest.raises(RecordingTooLongError):
        list(room.passages(pieces(two_minutes), max_seconds=60))


def test_withdrawn_it_stops(engine: Engine, two_minutes: bytes) -> None:
    room = RoomRecording(engine, language="en")
    with pytest.raises(TranscriptionCancelledError):
        list(room.passages(pieces(two_minutes), cancelled=lambda: True))


def test_pins_are_tied_to_the_word_that_was_just_said() -> None:
    words = (Word("the", 1.0, 1.2, 1), Word("guard", 1.3, 1.8, 1), Word("jams", 2.0, 2.5, 1))
    first = Segment("the guard jams", 1.0, 2.5, 0, 0, 1, words)
    second = Segment("every night", 10.0, 11.0, 0, 0, 1)
    assert place_pins([0.2, 1.9, 5.0, 30.0], [first, second]) == [
        PinPlace(0.2, 0, 0),
        PinPlace(1.9, 0, len("the guard")),
        PinPlace(5.0, 0, len("the guard jams")),
        PinPlace(30.0, 1, len("every night")),
    ]
    assert place_pins([1.0], []) == []
