"""Load an engine by its name, once per process."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from services.speech.engine import Engine, Tuning
from services.speech.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINES = ("faster", "openai")


_one_at_a_time = threading.Lock()


def load_engine(name: str, model: Path, tuning: Tuning | None = None) -> Engine:
    """The engine `name` with the model at `model` (a folder, or a .pt file for `openai`).

    Takes 0.2-5 s the first time and hundreds of megabytes; later calls return the same object.

    Raises:
        ModelUnavailableError: unknown engine, engine not installed, model missing or damaged.
    """
    with _one_at_a_time:  # the cache alone would let two threads load the same model
        return _load(name, model, tuning)


@lru_cache(maxsize=2)
def _load(name: str, model: Path, tuning: Tuning | None) -> Engine:
    loaders: dict[str, Callable[[Path, Tuning | None], Engine]] = {
        "faster": _load_faster,
        "openai": _load_openai,
    }
    if name not in loaders:
        raise ModelUnavailableError(
            f"There is no speech engine of that name; known are {' and '.join(ENGINES)}."
        )
    if not model.exists():
        raise ModelUnavailableError(f"There is no speech model at {model}.")
    return loaders[name](model, tuning)


def _load_faster(model: Path, tuning: Tuning | None) -> Engine:
    from services.speech.faster import FasterWhisperEngine

    return FasterWhisperEngine(model, tuning)


def _load_openai(model: Path, tuning: Tuning | None) -> Engine:
    from services.speech.openai import OpenAIWhisperEngine

    return OpenAIWhisperEngine(model, tuning)
