"""Bring a model to this machine: from where it is published, or from a folder on a stick.

Nothing here runs by itself: a person asks for it. A model appears in its place only when every
file has the published size and digest; until then it lies in a hidden folder beside it.
"""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from services.speech.errors import ModelUnavailableError
from services.speech.faster import NEEDED_FILES
from services.speech.models import DIGESTS, ModelFound, digest_of, faults, find_model, write_digests
from services.speech.openai import INSTALL

Progress = Callable[[str, int, int], None]
"""Told while bytes come: file name, bytes so far, bytes in all (0 if unknown)."""

_PIECE = 1 << 18
_WANTED = (*NEEDED_FILES, "preprocessor_config.json", "vocabulary.json", "vocabulary.txt")


@dataclass(frozen=True, slots=True)
class Published:
    """A file as its publisher describes it; `git` is the digest of small files in a repository."""

    name: str
    address: str
    size: int = 0
    sha256: str = ""
    git: str = ""


class Source(Protocol):
    """Where models are published; one for each engine."""

    def files(self, size: str) -> Sequence[Published]:
        """The files of the model of that size. Raises `ModelUnavailableError`."""
        ...


class Hub:
    """Converted models for the faster engine, on the hub that faster-whisper names."""

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = endpoint

    def files(self, size: str) -> Sequence[Published]:
        from huggingface_hub import HfApi, hf_hub_url

        # its HTTP client changes with versions, and with it this class
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

        repository = f"Systran/faster-whisper-{size}"
        try:
            info = HfApi(endpoint=self._endpoint, token=False).model_info(
                repository, files_metadata=True, timeout=20
            )
        except (HTTPError, OSError, ValueError) as error:
            raise _out_of_reach(size) from error
        return [
            Published(
                name=file.rfilename,
                address=hf_hub_url(
                    repository, file.rfilename, revision=info.sha, endpoint=self._endpoint
                ),
                size=file.size or 0,
                sha256=file.lfs.sha256 if file.lfs else "",
                git="" if file.lfs else (file.blob_id or ""),
            )
            for file in info.siblings or ()
            if file.rfilename in _WANTED
        ]


class OpenAI:
    """The original checkpoints, at the addresses that openai-whisper carries; digests included."""

    def files(self, size: str) -> Sequence[Published]:
        try:
            import whisper
        except ImportError as error:
            raise ModelUnavailableError(INSTALL) from error
        address = whisper._MODELS.get(size)  # noqa: SLF001 - the package has no public way to ask
        if address is None:
            raise ModelUnavailableError(f"There is no speech model called {size}.")
        return [Published(f"{size}.pt", address, sha256=address.split("/")[-2])]


SOURCES: dict[str, Callable[[], Source]] = {"faster": Hub, "openai": OpenAI}


def fetch(engine: str, size: str, models: Path, source: Source, progress: Progress) -> ModelFound:
    """Fetch a model into `models`/engine/size; a broken-off fetch goes on where it stopped.

    Raises:
        ModelUnavailableError: out of reach, no room, or the bytes are not what was published.
    """
    files = source.files(size)
    if not files:
        raise ModelUnavailableError(f"There is no speech model called {size}.")
    staging = models / engine / f".{size}.part"
    staging.mkdir(parents=True, exist_ok=True)
    _check_room(staging, sum(file.size for file in files))
    for file in files:
        _fetch_file(file, staging / file.name, progress)
    return _put_in_place(engine, size, staging, models)


def add(folder: Path, models: Path) -> ModelFound:
    """Copy a model from `folder` (a stick) and check the copy byte for byte.

    Raises:
        ModelUnavailableError: no model there, a damaged one, or no room.
    """
    engine = next((name for name in SOURCES if find_model(name, f"{folder}/", models)), None)
    found = find_model(engine, f"{folder}/", models) if engine else None
    if engine is None or found is None or found.path.is_relative_to(models):
        raise ModelUnavailableError(f"There is no speech model in {folder}.")
    if (folder / DIGESTS).is_file() and (wrong := next(faults(found), None)):
        raise ModelUnavailableError(f"The model in {folder} is damaged: {wrong}")
    name = found.name
    originals = _files_of(found)
    staging = models / engine / f".{name}.part"
    staging.mkdir(parents=True, exist_ok=True)
    _check_room(staging, sum(file.stat().st_size for file in originals))
    for file in originals:
        shutil.copyfile(file, staging / file.name)
        if digest_of(staging / file.name) != digest_of(file):
            raise ModelUnavailableError(f"{file.name} could not be copied whole; try again.")
    return _put_in_place(engine, name, staging, models)


def _files_of(found: ModelFound) -> list[Path]:
    if found.path.is_file():
        return [found.path]
    return [file for file in found.path.iterdir() if file.name in _WANTED]


def _fetch_file(file: Published, target: Path, progress: Progress) -> None:
    if target.exists() and _whole(file, target):
        progress(file.name, target.stat().st_size, target.stat().st_size)
        return
    part = target.with_name(target.name + ".part")
    done = part.stat().st_size if part.exists() else 0
    try:
        _stream(file, part, done, progress)
    except (httpx.HTTPError, OSError) as error:
        raise _out_of_reach(target.name) from error
    if not _whole(file, part):
        part.unlink()
        raise ModelUnavailableError(f"{file.name} is not what was published; fetch it again.")
    part.replace(target)


def _stream(file: Published, part: Path, done: int, progress: Progress) -> None:
    headers = {"Range": f"bytes={done}-"} if done else {}
    with httpx.stream(
        "GET", file.address, headers=headers, follow_redirects=True, timeout=30
    ) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return
        answer.raise_for_status()
        goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
        done = done if goes_on else 0
        total = file.size or done + int(answer.headers.get("content-length", 0))
        with part.open("ab" if goes_on else "wb") as target:
            for piece in answer.iter_bytes(_PIECE):
                target.write(piece)
                done += len(piece)
                progress(file.name, done, total)


def _whole(file: Published, path: Path) -> bool:
    if file.size and path.stat().st_size != file.size:
        return False
    if file.sha256:
        return digest_of(path) == file.sha256
    return not file.git or _git_digest(path) == file.git


def _git_digest(path: Path) -> str:
    """How git names small files: SHA-1 over a header and the bytes."""
    data = path.read_bytes()
    header = f"blob {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def _put_in_place(engine: str, name: str, staging: Path, models: Path) -> ModelFound:
    files = [file for file in staging.iterdir() if file.is_file() and file.suffix != ".part"]
    write_digests(staging, files)
    target = models / engine / name
    if target.exists():
        shutil.rmtree(target)
    staging.rename(target)
    found = find_model(engine, str(target), models)
    if found is None:
        raise ModelUnavailableError(f"The speech model {name} is not complete.")
    return found


def _check_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed:
        raise ModelUnavailableError(
            f"There is no room for the speech model: it needs {needed // 1_000_000} MB."
        )


def _out_of_reach(what: str) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"{what} could not be fetched from here. On a machine that reaches the internet fetch the "
        "model, carry its folder over, and run: python -m app models add FOLDER"
    )
