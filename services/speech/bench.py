"""Both engines on the same audio, each measured in a process of its own."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from services.speech.checkpoint import TEXT_TOKENS, dims_of, random_state, write_openai
from services.speech.checkpoint_faster import write_faster
from services.speech.decode import decode
from services.speech.engine import SAMPLE_RATE, WINDOW_SECONDS, Ask, Samples, Tuning
from services.speech.load import load_engine
from services.speech.meter import Meter, peak_memory
from services.speech.models import find_model

Given = ParamSpec("Given")
Got = TypeVar("Got")

SIZES = {"tiny": (384, 4), "base": (512, 6), "small": (768, 12)}
"""Width and layers of the published models."""

TOKENS = 96
"""Text tokens a window: a brisk speaker's 28 s. Random weights would never stop by themselves."""


@dataclass(frozen=True, slots=True)
class Job:
    """One measurement: which engine and model, how hard to search, how much audio in seconds."""

    engine: str
    size: str
    model: Path
    beam: int
    seconds: float
    audio: Path | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a job cost; RTF is time over audio time, `load` and `first_text` are seconds."""

    job: Job
    rtf_wall: float
    rtf_cpu: float
    load: float
    first_text: float
    peak_bytes: int | None


def prepare(size: str, models: Path, scratch: Path) -> tuple[dict[str, Path], bool]:
    """Paths of the two engines' models of that size, and whether their weights are real.

    Real ones are used only if both engines have them: random ones are the same for both.
    """
    real = {engine: find_model(engine, size, models) for engine in ("faster", "openai")}
    paths = {engine: found.path for engine, found in real.items() if found}
    if len(paths) == len(real):
        return paths, True
    apart(write_random, size, SIZES[size], scratch)
    return {"faster": scratch / size, "openai": scratch / f"{size}.pt"}, False


def run(job: Job) -> Figures:
    """Measure one job in a fresh process, so that memory is that job's alone."""
    return apart(measure, job)


def apart(work: Callable[Given, Got], *args: Given.args, **kwargs: Given.kwargs) -> Got:
    """Do `work` in a process of its own and give its result back."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as process:
        return process.submit(work, *args, **kwargs).result()


def write_random(name: str, size: tuple[int, int], scratch: Path) -> None:
    """Random weights of this width and so many layers, once for each engine, below `scratch`."""
    dims = dims_of(*size)
    state = random_state(dims)
    write_openai(state, dims, scratch / f"{name}.pt")
    write_faster(state, dims, scratch / name, *_letters())


def _letters() -> tuple[list[str], list[str]]:
    """A vocabulary without meaning; the last token is the empty one, as in Whisper's own."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [256 + at for at in range(256 - len(printable))]
    signs = [chr(code) for code in (*printable, *others)]
    fillers = [f"[{at}]" for at in range(len(signs), TEXT_TOKENS - 1)]
    return [*signs, *fillers, ""], []


def measure(job: Job) -> Figures:
    """Measure in this process; its memory is then all that the process ever held."""
    windows = list(_windows(job))
    tuning = Tuning(beam=job.beam, temperatures=(0.0,), max_tokens=TOKENS)
    loading = Meter()
    engine = load_engine(job.engine, job.model, tuning)
    load = loading.read().wall
    ask = Ask("en", words=False)
    engine.window(windows[0][:SAMPLE_RATE], ask)  # what compiles on first use, compiles here
    meter = Meter()
    first = 0.0
    for window in windows:
        engine.window(window, ask)
        first = first or meter.read().wall
    cost = meter.read()
    seconds = sum(window.size for window in windows) / SAMPLE_RATE
    return Figures(job, cost.wall / seconds, cost.cpu / seconds, load, first, peak_memory())


def _windows(job: Job) -> Iterator[Samples]:
    step = int(WINDOW_SECONDS * SAMPLE_RATE)
    if job.audio:
        decoded = decode(job.audio.read_bytes())
        sound = decoded.window(0, min(decoded.pcm.size, int(job.seconds * SAMPLE_RATE)))
    else:
        random = np.random.default_rng(0)
        sound = (0.1 * random.standard_normal(int(job.seconds * SAMPLE_RATE))).astype(np.float32)
    for at in range(0, sound.size, step):
        yield sound[at : at + step]
