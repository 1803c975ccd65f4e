"""One speech engine for a module, and a plant with a queue of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from services.database.pool import Pool, open_pool
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.engine import Engine
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.support.speech_plant import Plant
from tests.support.spoken_lines import FolderRecordings
from tests.support.team import seat_a_team
from tests.support.whisper_checkpoint import expand


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine("faster", expand("faster", tmp_path_factory.mktemp("micro")))


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    async with open_pool(database, size=4) as opened:
        yield opened


@pytest.fixture
def plant(database: str, pool: Pool, tmp_path: Path, engine: Engine) -> Iterator[Plant]:
    transcriber = Transcriber(engine)
    with psycopg.connect(database, autocommit=True) as connection:
        bench = Workbench(pool, FolderRecordings(tmp_path), lambda: transcriber, resolve)
        yield Plant(connection, tmp_path, seat_a_team(connection), bench)
