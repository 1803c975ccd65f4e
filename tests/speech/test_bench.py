"""The bench gives both engines the same work, on random weights of any size, and says its cost."""

from pathlib import Path

import pytest

from services.speech.bench import Job, apart, measure, prepare, write_random
from services.speech.checkpoint import dims_of, random_state
from services.speech.meter import Meter, peak_memory
from tests.speech.conftest import ENGINES
from tests.support.whisper_checkpoint import DATA, expand

SPECK = (64, 1)
pytestmark = pytest.mark.skipif(
    "openai" not in ENGINES, reason="a ratio needs both engines, and random weights need torch"
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("random")
    write_random("speck", SPECK, folder)
    return folder


def model_of(engine: str, scratch: Path) -> Path:
    return scratch / ("speck" if engine == "faster" else "speck.pt")


# openai-whisper sorts tensors with numpy where random weights never end a sentence
@pytest.mark.filterwarnings("ignore:__array_wrap__:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_random_weights_are_measured_on_each_engine(engine: str, scratch: Path) -> None:
    job = Job(engine, "speck", model_of(engine, scratch), beam=1, seconds=30)
    figures = measure(job)
    assert figures.job == job
    assert figures.first_text > 0
    assert figures.rtf_wall > 0
    assert figures.rtf_cpu > 0
    assert figures.load > 0
    assert figures.peak_bytes is None or figures.peak_bytes > 10_000_000


@pytest.mark.parametrize("engine", ENGINES)
def test_a_recording_can_stand_in_for_noise(engine: str, tmp_path: Path) -> None:
    model = expand(engine, tmp_path)
    audio = DATA / "jfk.webm"
    assert measure(Job(engine, "micro", model, beam=5, seconds=3, audio=audio)).rtf_wall > 0


def test_the_same_seed_gives_both_engines_the_same_weights() -> None:
    dims = dims_of(*SPECK)
    one, same, other = (random_state(dims, seed) for seed in (0, 0, 1))
    assert one.keys() == same.keys() == other.keys()
    assert all((one[name] == same[name]).all() for name in one)
    assert any((one[name] != other[name]).any() for name in one)


def test_real_weights_are_used_only_if_both_engines_have_them(tmp_path: Path) -> None:
    models = tmp_path / "models"
    for folder in (models / "faster", models / "openai" / "tiny"):
        folder.mkdir(parents=True)
    expand("faster", models / "faster").rename(models / "faster" / "tiny")
    expand("openai", models / "openai" / "tiny")
    paths, real = prepare("tiny", models, tmp_path / "scratch")
    assert real
    assert {path.name for path in paths.values()} == {"tiny", "micro.pt"}


def test_a_job_gets_a_process_of_its_own() -> None:
    assert apart(peak_memory) != 0
    assert Meter().read().wall >= 0
