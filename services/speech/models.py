"""Speech models on this machine: where they lie, what is there, whether it is whole."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.speech.faster import NEEDED_FILES

SIZES = ("tiny", "base", "small", "medium", "large-v3", "large-v3-turbo")
"""Sizes that can be fetched by name; `small` is the default, `base` for less than 2 GB of RAM."""

DIGESTS = "leaven-model.json"
"""Beside each fetched or added model: its files with size and SHA-256."""


@dataclass(frozen=True, slots=True)
class ModelFound:
    """A model that an engine can load from `path` (a folder, or a .pt file for `openai`)."""

    engine: str
    name: str
    path: Path

    @property
    def size_bytes(self) -> int:
        files = [self.path] if self.path.is_file() else self.path.iterdir()
        return sum(file.stat().st_size for file in files if file.is_file())


def find_model(engine: str, model: str, models: Path) -> ModelFound | None:
    """The model to use, or `None`: then clips wait.

    Args:
        engine: `faster` or `openai`.
        model: What LEAVEN_SPEECH_MODEL says: a folder (or .pt file), a size such as `small`, or
            nothing: then `small` if it is there, else `base`, else any.
        models: The data folder's `models/`.
    """
    if not model:
        ours = [found for found in installed(models) if found.engine == engine]
        return min(ours, key=_preference, default=None)
    path = None
    if "/" in model or "\\" in model or Path(model).exists():
        path = _loadable(engine, Path(model).expanduser())
    path = path or _loadable(engine, models / engine / model)
    return _found(engine, path) if path else None


def installed(models: Path) -> list[ModelFound]:
    """Every model below the data folder's `models/`, by engine and name."""
    return [
        _found(engine, path)
        for engine in ("faster", "openai")
        for folder in sorted((models / engine).glob("[!.]*"))
        if (path := _loadable(engine, folder)) is not None
    ]


def faults(found: ModelFound) -> Iterator[str]:
    """What is wrong with a model, one sentence each; reads every byte. Nothing: it is whole."""
    folder = found.path if found.path.is_dir() else found.path.parent
    listing = folder / DIGESTS
    if not listing.is_file():
        yield "Its files were never checked: there is no list of sizes and digests beside them."
        return
    for name, known in json.loads(listing.read_text("utf-8"))["files"].items():
        file = folder / name
        if not file.is_file():
            yield f"{name} is missing."
        elif file.stat().st_size != known["size"]:
            yield f"{name} has {file.stat().st_size} bytes instead of {known['size']}."
        elif digest_of(file) != known["sha256"]:
            yield f"{name} differs from what was published."


def write_digests(folder: Path, files: list[Path]) -> None:
    """Note size and SHA-256 of `files` beside them."""
    noted = {file.name: {"size": file.stat().st_size, "sha256": digest_of(file)} for file in files}
    (folder / DIGESTS).write_text(json.dumps({"files": noted}, indent=1), "utf-8")


def digest_of(file: Path) -> str:
    """SHA-256 in hex, read in pieces of a megabyte."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _found(engine: str, path: Path) -> ModelFound:
    return ModelFound(engine, path.stem if path.is_file() else path.name, path)


def _preference(found: ModelFound) -> int:
    order = ("small", "base", *SIZES)
    return order.index(found.name) if found.name in order else len(order)


def _loadable(engine: str, path: Path) -> Path | None:
    if engine == "faster":
        return path if all((path / name).is_file() for name in NEEDED_FILES) else None
    if path.suffix == ".pt" and path.is_file():
        return path
    return next(iter(sorted(path.glob("*.pt"))), None) if path.is_dir() else None
