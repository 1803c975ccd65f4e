"""Whatever arrives instead of a recording gets one clear sentence, and never a crash."""

import io
import resource
import struct
import wave

import av
import numpy as np
import pytest

from app.errors import LeavenError
from services.speech.decode import decode
from services.speech.engine import SAMPLE_RATE
from services.speech.errors import (
    DamagedRecordingError,
    EmptyRecordingError,
    RecordingError,
    RecordingTooLargeError,
    RecordingTooLongError,
    UnknownFormatError,
)
from services.speech.transcriber import Transcriber
from tests.speech.conftest import clip, spoken
from tests.support.sounds import encoded, silence, wav

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200
PLAYLIST = b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"
CONCAT = b"ffconcat version 1.0\nfile '/etc/passwd'\n"
JFK = spoken()["jfk.webm"]


def video_only() -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        for _ in range(5):
            picture = np.zeros((32, 32, 3), np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return target.getvalue()


def an_hour_of_silence() -> bytes:
    """As small as opus makes it."""
    target = io.BytesIO()
    few = {"frame_duration": "120", "b": "600", "application": "voip"}
    with av.open(target, "w", format="ogg", options={"page_duration": "20000000"}) as file:
        stream = file.add_stream("libopus", rate=8_000, layout="mono", options=few)
        minute = np.zeros((1, 60 * 8_000), np.float32)
        for _ in range(60):
            frame = av.AudioFrame.from_ndarray(minute, format="flt", layout="mono")
            frame.rate = 8_000
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return target.getvalue()


def wav_header(rate: int, channels: int, data: bytes) -> bytes:
    width = 2 * channels
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * width, width, 16)
    body = b"WAVE" + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


REFUSED = {
    "nothing": (b"", EmptyRecordingError),
    "text": (b"the torque wrench slips", UnknownFormatError),
    "random bytes": (
        bytes(np.random.default_rng(4).integers(1, 255, 5000, np.uint8)),
        UnknownFormatError,
    ),
    "25 MB of zeros": (bytes(25 * 1024 * 1024), UnknownFormatError),
    "a byte more than 25 MB": (bytes(25 * 1024 * 1024 + 1), RecordingTooLargeError),
    "a renamed picture": (PNG, UnknownFormatError),
    "a playlist that names another file": (PLAYLIST, UnknownFormatError),
    "a list of files": (CONCAT, UnknownFormatError),
    "a playlist behind a webm's first bytes": (b"\x1aE\xdf\xa3" + PLAYLIST, DamagedRecordingError),
    "a playlist behind an mp3's first bytes": (b"ID3" + PLAYLIST, DamagedRecordingError),
    "200 bytes of a webm": (clip("jfk.webm")[:200], DamagedRecordingError),
    "an m4a without its index": (encoded(silence(30), "mp4", "aac")[:300], DamagedRecordingError),
    "a film without sound": (video_only(), UnknownFormatError),
    "a wav of no samples": (wav_header(16_000, 1, b""), EmptyRecordingError),
    "a wav of 1 Hz": (wav_header(1, 1, bytes(60_000)), UnknownFormatError),
    "a wav of 2000 channels": (wav_header(16_000, 2000, bytes(400_000)), UnknownFormatError),
    "ten minutes and a bit": (wav_header(8_000, 1, bytes(2 * 8_000 * 602)), RecordingTooLongError),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_recording_is_refused_with_a_reason(case: str) -> None:
    data, error = REFUSED[case]
    with pytest.raises(error) as refusal:
        decode(data)
    assert isinstance(refusal.value, LeavenError)
    assert str(refusal.value).endswith((".", ")."))
    assert "\n" not in str(refusal.value)


def test_every_refusal_is_one_sentence_and_has_its_own_code() -> None:
    kinds = RecordingError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(str(kind()).count(". ") == 0 for kind in kinds)


def test_an_hour_of_silence_in_a_hundred_kilobytes_is_stopped_before_it_unfolds() -> None:
    bomb = an_hour_of_silence()
    assert len(bomb) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RecordingTooLongError):
        decode(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_samples_that_are_not_numbers_are_silenced_and_said() -> None:
    broken = silence(3)
    broken[1000:2000] = np.nan
    broken[3000:4000] = np.inf
    decoded = decode(wav(broken))
    assert decoded.damaged
    assert not decoded.pcm.any()


def test_a_recording_cut_off_gives_what_there_is_and_says_so(transcriber: Transcriber) -> None:
    whole = clip("jfk.webm")
    transcript = transcriber.transcribe(
        whole[: len(whole) * 9 // 10], language="en", reported_seconds=11.0
    )
    assert 8 < transcript.seconds < 10.5
    assert transcript.cut_short


def test_a_recording_damaged_in_the_middle_gives_the_rest(transcriber: Transcriber) -> None:
    damaged = bytearray(clip("jfk.webm"))
    damaged[20_000:26_000] = bytes(6_000)
    transcript = transcriber.transcribe(bytes(damaged), language="en", reported_seconds=11.0)
    assert transcript.cut_short
    assert transcript.seconds > 5


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
def test_telephones_and_surround_microphones_are_heard_alike(
    transcriber: Transcriber, layout: str
) -> None:
    said = decode(clip("jfk.webm"))
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[layout]
    sound = np.tile(said.window(0, said.pcm.size), (channels, 1))
    assert transcriber.transcribe(wav(sound), language="en").text == JFK


def test_a_telephone_of_8_khz_is_long_enough_and_not_empty(transcriber: Transcriber) -> None:
    said = decode(clip("jfk.webm"))
    telephone = wav(said.window(0, said.pcm.size)[::2].copy(), rate=8_000)
    transcript = transcriber.transcribe(telephone, language="en", reported_seconds=11.0)
    assert not transcript.cut_short
    assert transcript.speech_seconds > 8


def test_of_a_film_only_the_sound_is_used(transcriber: Transcriber) -> None:
    said = decode(clip("jfk.webm"))
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as file:
        pictures = file.add_stream("mpeg4", rate=5)
        pictures.width = pictures.height = 32
        sound = file.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        for _ in range(55):
            black = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            file.mux(pictures.encode(black))
        frame = av.AudioFrame.from_ndarray(said.pcm[None], format="s16", layout="mono")
        frame.rate = SAMPLE_RATE
        file.mux(sound.encode(frame))
        file.mux(pictures.encode(None))
        file.mux(sound.encode(None))
    assert transcriber.transcribe(target.getvalue(), language="en").text == JFK


def test_a_plain_wav_of_16_bits_is_read() -> None:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.full(16_000, 1000, "<i2").tobytes())
    decoded = decode(target.getvalue())
    assert decoded.seconds == 1
    assert abs(int(decoded.pcm[8000]) - 1000) <= 1
