"""A model is found, fetched whole or not at all, or carried in on a stick."""

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.speech.errors import ModelUnavailableError
from services.speech.load import load_engine
from services.speech.model_source import Hub, OpenAI, Published, Source, add, fetch
from services.speech.models import DIGESTS, faults, find_model, installed, write_digests

CONTENT = {"config.json": b"{}", "model.bin": b"weights" * 90_000, "tokenizer.json": b"[]"}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def make_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, data in CONTENT.items():
        (folder / name).write_bytes(data)
    return folder


def quiet(name: str, done: int, total: int) -> None:
    """Nobody watches."""


class Shelf:
    """A publisher that lists the files of a test server."""

    def __init__(self, address: str, *, lie: str = "") -> None:
        self._address, self._lie = address, lie

    def files(self, size: str) -> list[Published]:
        return [
            Published(
                name,
                f"{self._address}/{name}",
                len(data),
                sha256(b"other" if name == self._lie else data),
            )
            for name, data in CONTENT.items()
            if size == "tiny"
        ]


class Server(ThreadingHTTPServer):
    """Serves CONTENT, and the hub's description of it; can break off in the middle once."""

    daemon_threads = True
    breaks_off = False
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].partition("?")[0]
        self.server.asked.append(f"{name} {self.headers.get('Range', '')}".strip())
        data = CONTENT.get(name)
        if data is None:
            data = json.dumps(self._description()).encode()
        begin = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        if self.server.breaks_off and len(data) > 10_000:
            self.server.breaks_off = False
            self.wfile.write(data[begin : begin + 300_000])
            return
        self.wfile.write(data[begin:])

    def _description(self) -> dict[str, object]:
        def file(name: str, data: bytes) -> dict[str, object]:
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
            about: dict[str, object] = {
                "rfilename": name,
                "size": len(data),
                "blobId": blob.hexdigest(),
            }
            if name == "model.bin":
                about["lfs"] = {"size": len(data), "sha256": sha256(data), "pointerSize": 1}
            return about

        files = [file(name, data) for name, data in CONTENT.items()]
        extra = {"rfilename": "README.md", "size": 1, "blobId": "0"}
        return {"id": "x/y", "sha": "abc", "siblings": [*files, extra]}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_without_a_model_there_is_none_and_clips_wait(tmp_path: Path) -> None:
    assert find_model("faster", "small", tmp_path) is None
    assert find_model("faster", "", tmp_path) is None
    assert find_model("openai", "", tmp_path) is None


def test_a_folder_that_is_set_comes_before_the_data_folder(tmp_path: Path) -> None:
    given = make_model(tmp_path / "stick" / "mine")
    make_model(tmp_path / "models" / "faster" / "small")
    found = find_model("faster", str(given), tmp_path / "models")
    assert found is not None
    assert found.path == given
    assert found.size_bytes == sum(map(len, CONTENT.values()))
    by_size = find_model("faster", "small", tmp_path / "models")
    assert by_size is not None
    assert by_size.name == "small"


def test_nothing_set_means_small_else_base_else_any(tmp_path: Path) -> None:
    for name in ("tiny", "base", "small"):
        make_model(tmp_path / "faster" / name)
        found = find_model("faster", "", tmp_path)
        assert found is not None
        assert found.name == name
    assert [one.name for one in installed(tmp_path)] == ["base", "small", "tiny"]


def test_a_fetched_model_is_whole_and_checked(tmp_path: Path, server: Server) -> None:
    found = fetch("faster", "tiny", tmp_path, Shelf(address(server)), quiet)
    assert found == find_model("faster", "tiny", tmp_path)
    assert list(faults(found)) == []
    (found.path / "model.bin").write_bytes(b"W" + CONTENT["model.bin"][1:])
    assert list(faults(found)) == ["model.bin differs from what was published."]
    (found.path / "model.bin").write_bytes(b"short")
    assert "bytes instead of" in next(faults(found))
    (found.path / "model.bin").unlink()
    assert next(faults(found)) == "model.bin is missing."


def test_a_fetch_that_broke_off_goes_on_where_it_stopped(tmp_path: Path, server: Server) -> None:
    server.breaks_off = True
    with pytest.raises(ModelUnavailableError, match="models add"):
        fetch("faster", "tiny", tmp_path, Shelf(address(server)), quiet)
    assert find_model("faster", "tiny", tmp_path) is None
    seen: list[tuple[str, int, int]] = []
    fetch("faster", "tiny", tmp_path, Shelf(address(server)), lambda *step: seen.append(step))
    assert any(line.startswith("model.bin bytes=") for line in server.asked)
    assert seen[-1][1] == seen[-1][2]


def test_bytes_that_were_not_published_are_not_kept(tmp_path: Path, server: Server) -> None:
    with pytest.raises(ModelUnavailableError, match="not what was published"):
        fetch("faster", "tiny", tmp_path, Shelf(address(server), lie="model.bin"), quiet)
    assert find_model("faster", "tiny", tmp_path) is None
    assert not list(tmp_path.rglob("model.bin*"))


def test_the_hub_tells_size_and_digest_of_each_file(server: Server, tmp_path: Path) -> None:
    source: Source = Hub(address(server))
    files = {file.name: file for file in source.files("tiny")}
    assert files.keys() == CONTENT.keys()
    assert files["model.bin"].sha256 == sha256(CONTENT["model.bin"])
    assert files["config.json"].git
    assert list(faults(fetch("faster", "tiny", tmp_path, source, quiet))) == []


def test_out_of_reach_says_how_to_carry_a_model_in(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="carry its folder over"):
        fetch("faster", "tiny", tmp_path, Hub("http://127.0.0.1:9"), quiet)


def test_an_unknown_size_is_refused(tmp_path: Path, server: Server) -> None:
    with pytest.raises(ModelUnavailableError, match="no speech model called"):
        fetch("faster", "huge", tmp_path, Shelf(address(server)), quiet)


def test_a_model_comes_in_on_a_stick(tmp_path: Path) -> None:
    stick = make_model(tmp_path / "stick" / "small")
    found = add(stick, tmp_path / "models")
    assert found.path == tmp_path / "models" / "faster" / "small"
    assert list(faults(found)) == []
    assert json.loads((found.path / DIGESTS).read_text())["files"].keys() == CONTENT.keys()


def test_a_damaged_stick_is_refused(tmp_path: Path) -> None:
    stick = make_model(tmp_path / "small")
    write_digests(stick, [stick / name for name in CONTENT])
    (stick / "model.bin").write_bytes(b"scratched")
    with pytest.raises(ModelUnavailableError, match="damaged"):
        add(stick, tmp_path / "models")


def test_an_empty_stick_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no speech model in"):
        add(tmp_path, tmp_path / "models")


def test_a_model_that_was_never_checked_says_so(tmp_path: Path) -> None:
    make_model(tmp_path / "faster" / "tiny")
    found = find_model("faster", "tiny", tmp_path)
    assert found is not None
    assert "never checked" in next(faults(found))


@pytest.mark.parametrize("what", ["missing", "empty", "damaged"])
def test_an_engine_that_cannot_load_says_why(
    checkpoint: tuple[str, Path], tmp_path: Path, what: str
) -> None:
    name, good = checkpoint
    bad = tmp_path / good.name
    if what == "empty":
        bad.mkdir() if good.is_dir() else bad.write_bytes(b"")
    if what == "damaged":
        shutil.copytree(good, bad) if good.is_dir() else shutil.copyfile(good, bad)
        heavy = bad / "model.bin" if bad.is_dir() else bad
        heavy.write_bytes(heavy.read_bytes()[:100_000])
    with pytest.raises(ModelUnavailableError, match=r"\.$|again"):
        load_engine(name, bad)


def test_an_unknown_engine_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="faster and openai"):
        load_engine("pocket", tmp_path)


def test_an_engine_is_loaded_once(checkpoint: tuple[str, Path]) -> None:
    assert load_engine(*checkpoint) is load_engine(*checkpoint)


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_the_original_checkpoints_are_named_with_their_digests(
    checkpoint: tuple[str, Path], size: str
) -> None:
    if checkpoint[0] == "openai":
        (file,) = OpenAI().files(size)
        assert file.name == f"{size}.pt"
        assert len(file.sha256) == 64
        with pytest.raises(ModelUnavailableError, match="huge"):
            OpenAI().files("huge")
