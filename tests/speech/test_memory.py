"""A longer recording takes longer, not more memory."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from services.speech.decode import decode
from tests.speech.conftest import clip
from tests.support.sounds import encoded, silence

CLIP = """
import sys
from pathlib import Path
from services.speech.load import load_engine
from services.speech.meter import peak_memory
from services.speech.transcriber import Transcriber
name, model, *files = sys.argv[1:]
transcriber = Transcriber(load_engine(name, Path(model)))
for file in files:
    assert transcriber.transcribe(Path(file).read_bytes(), language="en").text
    print(peak_memory())
"""
ROOM = """
import sys
from pathlib import Path
from services.speech.load import load_engine
from services.speech.meter import peak_memory
from services.speech.room import RoomRecording
name, model, *files = sys.argv[1:]
engine = load_engine(name, Path(model))
for file in files:
    def chunks():
        with open(file, "rb") as opened:
            while piece := opened.read(32_000):
                yield piece
    assert sum(1 for _ in RoomRecording(engine, language="en").passages(chunks()))
    print(peak_memory())
"""


def recording(minutes: float) -> bytes:
    """Two sentences a minute, webm."""
    said = decode(clip("austen-0890.webm"))
    half_minute = np.concatenate([said.window(0, said.pcm.size), silence(24.7)])
    return encoded(np.tile(half_minute, int(minutes * 2)), "webm", "libopus")


def peaks(script: str, checkpoint: tuple[str, Path], files: list[Path]) -> list[int]:
    name, model = checkpoint
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, name, str(model), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) for line in done.stdout.split()]


@pytest.mark.parametrize(
    ("script", "short", "long"),
    [(CLIP, 0.5, 3), (ROOM, 1, 10)],
    ids=["a clip of three minutes", "a room recording"],
)
def test_memory_stays_flat(
    checkpoint: tuple[str, Path], tmp_path: Path, script: str, short: float, long: float
) -> None:
    files = [tmp_path / "short.webm", tmp_path / "long.webm"]
    for file, minutes in zip(files, (short, long), strict=True):
        file.write_bytes(recording(minutes))
    # The first run of anything warms the engine up; the second shows what the work itself takes.
    _, before, after = peaks(script, checkpoint, [files[0], *files])
    assert after < before * 1.1
