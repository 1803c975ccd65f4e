"""Two minutes that a room said, and the room that a tablet records."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg
import pytest

from services.database.pool import Pool
from services.jobs import room_words
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.decode import decode
from services.speech.engine import Engine
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.speech.conftest import ENGINES, clip
from tests.support.room import Room, record_a_room
from tests.support.sounds import encoded, silence
from tests.support.spoken_lines import FolderRecordings
from tests.support.whisper_checkpoint import expand


def said_in(parts: int) -> bytes:
    """The same sentence so often, half a minute apart, as a browser's recorder writes it."""
    said = decode(clip("austen-0890.webm"))
    sentence = said.window(0, said.pcm.size)
    sound = np.concatenate([part for _ in range(parts) for part in (sentence, silence(30))])
    return encoded(sound, "webm", "libopus")


@pytest.fixture(scope="module")
def two_minutes() -> bytes:
    return said_in(4)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine(request.param, expand(request.param, tmp_path_factory.mktemp("micro")))


@pytest.fixture
def room(
    database: str, pool: Pool, tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    monkeypatch.setattr(room_words, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(room_words, "PATIENCE", 0.06)
    transcriber = Transcriber(engine)
    with psycopg.connect(database, autocommit=True) as connection:
        bench = Workbench(pool, FolderRecordings(tmp_path), lambda: transcriber, resolve)
        yield record_a_room(connection, tmp_path, bench)
