"""From the bytes of a recording to samples, never trusting what the bytes say about themselves."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import av
import numpy as np
import numpy.typing as npt

from services.speech.engine import SAMPLE_RATE, Samples
from services.speech.errors import (
    DamagedRecordingError,
    EmptyRecordingError,
    RecordingTooLargeError,
    RecordingTooLongError,
    UnknownFormatError,
)

MAX_BYTES = 25 * 1024 * 1024
MAX_SECONDS = 600.0

# Codecs that phones, browsers and recorders write; anything rarer stays unparsed.
_CODECS = frozenset({"opus", "vorbis", "aac", "mp3", "mp3float", "flac", "alac"})
# Second bytes of a frame: MPEG layers I to III, and AAC in ADTS.
_MP3_FRAMES = frozenset(bytes([b]) for b in range(256) if b & 0xE6 in (0xE2, 0xE4, 0xE6))
_AAC_FRAMES = frozenset(bytes([b]) for b in range(256) if b & 0xF6 == 0xF0)  # noqa: PLR2004
_RATES = range(4_000, 384_001)
_CHANNELS = range(1, 33)
# Until 18 PyAV refuses a title with broken letters unless told so; 19 dropped the keyword.
_DROPPED_IN = 19
_LENIENT: dict[str, Any] = (
    {"metadata_errors": "ignore"} if int(av.__version__.split(".")[0]) < _DROPPED_IN else {}
)


class Readable(Protocol):
    """Bytes in order, as a file gives them; `b""` is the end."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole recording: int16 mono at 16 kHz (half the memory of float32)."""

    pcm: npt.NDArray[np.int16]
    damaged: bool
    """Some packets could not be decoded, or the stream broke off."""

    @property
    def seconds(self) -> float:
        return self.pcm.size / SAMPLE_RATE

    def window(self, start: int, end: int) -> Samples:
        """Samples `start` to `end` as float32 in -1…1."""
        return self.pcm[start:end].astype(np.float32) / np.float32(32768)


def container_of(head: bytes) -> str | None:
    """Name the demuxer from the first bytes, `None` for everything that is not sound.

    FFmpeg is never left to guess: its guesses include playlists, which open other files.
    """
    magics = (
        ("matroska", head[:4] == b"\x1aE\xdf\xa3"),
        ("mp4", head[4:8] == b"ftyp"),
        ("ogg", head[:4] == b"OggS"),
        ("wav", head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
        ("flac", head[:4] == b"fLaC"),
        ("mp3", head[:3] == b"ID3"),
        ("mp3", head[:1] == b"\xff" and head[1:2] in _MP3_FRAMES),
        ("aac", head[:1] == b"\xff" and head[1:2] in _AAC_FRAMES),
    )
    return next((name for name, fits in magics if fits), None)


def decode(data: bytes, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> Decoded:
    """Decode a whole recording; what can be decoded of a damaged one is returned and marked.

    Raises:
        EmptyRecordingError, UnknownFormatError, DamagedRecordingError, RecordingTooLongError,
        RecordingTooLargeError: see their texts. Limits hold before time and memory are spent.
    """
    if not data:
        raise EmptyRecordingError
    if len(data) > max_bytes:
        raise RecordingTooLargeError
    container = container_of(data[:16])
    if container is None:
        raise UnknownFormatError
    stream = SoundStream(io.BytesIO(data), container, max_seconds)
    pcm = bytearray()  # grows in place: never two copies of the recording
    for block in stream.blocks():
        pcm += block.tobytes()
    if not pcm:
        raise DamagedRecordingError if stream.damaged else EmptyRecordingError
    return Decoded(np.frombuffer(pcm, np.int16), stream.damaged)


class SoundStream:
    """The sound track of `source`, block by block as its bytes come: memory does not grow."""

    def __init__(self, source: Readable, container: str, max_seconds: float) -> None:
        self.damaged = False
        self._source = source
        self._container = container
        self._left = int(max_seconds * SAMPLE_RATE)
        self._max_seconds = max_seconds

    def blocks(self) -> Iterator[npt.NDArray[np.int16]]:
        """Mono 16 kHz int16 blocks of any length. Raises as `decode` does."""
        try:
            with av.open(
                self._source,
                mode="r",
                format=self._container,
                io_open=_refuse_other_files,
                **_LENIENT,
            ) as container:
                yield from self._sound(container)
        except av.error.FFmpegError as error:
            raise DamagedRecordingError from error

    def _sound(self, container: Any) -> Iterator[npt.NDArray[np.int16]]:
        if not container.streams.audio:
            raise UnknownFormatError
        track = container.streams.audio[0]
        _check(track.codec_context)
        if container.duration and container.duration / av.time_base > self._max_seconds + 1:
            raise RecordingTooLongError
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        for frame in self._frames(container, track):
            if frame.samples / frame.sample_rate * SAMPLE_RATE > self._left + SAMPLE_RATE:
                raise RecordingTooLongError
            frame.pts = None
            try:
                resampled = resampler.resample(frame)
            except ValueError:  # the layout changed in mid-stream: begin again with the new one
                self.damaged = True
                resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
                resampled = resampler.resample(frame)
            yield from self._counted(resampled)
        yield from self._counted(resampler.resample(None))

    def _frames(self, container: Any, track: Any) -> Iterator[Any]:
        packets = container.demux(track)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.InvalidDataError, av.error.EOFError):
                self.damaged = True
                return
            try:
                yield from packet.decode()
            except av.error.InvalidDataError:
                self.damaged = True

    def _counted(self, frames: list[Any]) -> Iterator[npt.NDArray[np.int16]]:
        for frame in frames:
            samples = frame.to_ndarray().reshape(-1)
            self._left -= samples.size
            if self._left < 0:
                raise RecordingTooLongError
            if not np.isfinite(samples).all():
                self.damaged = True
                samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
            if samples.size:
                yield (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)


def _check(codec: Any) -> None:
    known = codec.name in _CODECS or codec.name.startswith("pcm_")
    if not known or codec.sample_rate not in _RATES or codec.channels not in _CHANNELS:
        raise UnknownFormatError


def _refuse_other_files(*_: object) -> NoReturn:
    raise UnknownFormatError
