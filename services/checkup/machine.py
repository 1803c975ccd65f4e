"""What this machine has: Python, disk, models, browser, port."""

import os
import shutil
import socket
import sys
from pathlib import Path

from services.checkup.finding import Finding, advice, good, missing
from services.linking import minilm
from services.linking.encoder import EncoderError
from services.linking.lexical import LexicalEncoder
from services.speech.models import find_model

_NEEDED_PYTHON = (3, 11)
_ROOM_NEEDED, _ROOM_WISHED = 500_000_000, 5_000_000_000  # bytes
_GIGABYTE = 1_000_000_000
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEFAULT_MODEL = "small"


def check_python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _NEEDED_PYTHON:
        return missing("Python", f"{version} is too old", "install Python 3.11 or newer")
    return good("Python", version)


def check_folder(home: Path) -> Finding:
    """The data folder, or the place where it will be made."""
    place = home if home.exists() else _nearest(home)
    if not os.access(place, os.W_OK):
        remedy = "set LEAVEN_HOME to a folder of your own"
        return missing("data folder", f"{home} cannot be written", remedy)
    state = str(home) if home.exists() else f"{home}, made at the first start"
    return good("data folder", state)


def check_room(home: Path) -> Finding:
    free = shutil.disk_usage(_nearest(home)).free
    text = f"{free / _GIGABYTE:.1f} GB free"
    if free < _ROOM_NEEDED:
        return missing("disk", text, "make room; recordings could not be kept")
    if free < _ROOM_WISHED:
        return advice("disk", text, "5 GB leave room for a speech model and recordings")
    return good("disk", text)


def check_speech(engine: str, model: str, models: Path) -> Finding:
    found = find_model(engine, model, models)
    if found is None:
        wanted = f"model '{model}'" if model else "model"
        text = f"no {wanted} for engine '{engine}'; recordings wait, typing works"
        return advice("speech model", text, f"python -m app models fetch {DEFAULT_MODEL}")
    return good("speech model", f"{found.name} ({engine}, {found.size_bytes / 1e6:.0f} MB)")


def check_encoder(setting: str) -> Finding:
    if setting == "lexical":
        return advice("encoder", LexicalEncoder.notice, "unset LEAVEN_ENCODER")
    place = Path(setting).expanduser() if setting else Path(minilm.__file__).parent / "model"
    try:
        manifest = minilm.read_manifest(place)
    except EncoderError as error:
        if setting:  # someone chose it: linking stops rather than compare by letters unasked
            return missing("encoder", str(error), "set LEAVEN_ENCODER to a whole folder, or unset")
        return advice("encoder", f"{error} {LexicalEncoder.notice}", "reinstall Leaven")
    return good("encoder", f"{manifest.id}, files whole")


def check_browser() -> Finding:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        return advice("Chromium", "not found; only `make browser` needs it", "apt install chromium")
    return good("Chromium", found)


def check_ffmpeg() -> Finding:
    """Not needed: PyAV brings its own decoders."""
    found = shutil.which("ffmpeg")
    return good("ffmpeg", found or "not installed, and not needed (PyAV decodes)")


def check_port(host: str, port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            text = f"{host}:{port} is taken, by a running Leaven or by something else"
            return advice("address", text, "stop that, or set LEAVEN_PORT")
    return good("address", f"{host}:{port} is free")


def check_phones(address: str) -> Finding:
    """Browsers give the microphone to HTTPS and to localhost only."""
    if address.startswith("https://"):
        return good("phones", f"{address} may use the microphone")
    text = f"{address} works on this machine only; a phone's browser records over HTTPS only"
    return advice("phones", text, "python -m app run --lan")


def _nearest(place: Path) -> Path:
    """The folder itself, or the nearest above it that exists."""
    return next(folder for folder in (place, *place.parents) if folder.exists())
