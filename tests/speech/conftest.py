"""Both engines on the tiny real checkpoint; every test that takes `engine` runs on each."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from services.speech.engine import Engine
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.support.whisper_checkpoint import DATA, expand

# The second engine is an extra. Where it is not installed its half of the tests is not collected;
# the checks of a change assert that both halves ran.
ENGINES = ["faster", *(["openai"] if find_spec("whisper") else [])]


def clip(name: str) -> bytes:
    return (DATA / name).read_bytes()


def spoken() -> dict[str, str]:
    """What is said in each shipped recording, by file name."""
    with (DATA / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["text"] for row in csv.DictReader(lines)}


@pytest.fixture(scope="session", params=ENGINES)
def checkpoint(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    return request.param, expand(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def engine(checkpoint: tuple[str, Path]) -> Engine:
    return load_engine(*checkpoint)


@pytest.fixture
def transcriber(engine: Engine) -> Transcriber:
    return Transcriber(engine)
