"""The commands that people and other programs run."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.__main__ import app
from tests.support.whisper_checkpoint import DATA

runner = CliRunner()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAVEN_HOME", str(tmp_path / "home"))


def test_eval_speech_reports_errors_speed_and_doubts(
    checkpoint: tuple[str, Path], tmp_path: Path
) -> None:
    name, model = checkpoint
    manifest, out = tmp_path / "manifest.csv", tmp_path / "out.json"
    shutil.copy(DATA / "jfk.webm", tmp_path / "good.webm")
    (tmp_path / "bad.webm").write_bytes(b"no sound")
    said = "and so my fellow americans ask not what your country can do for you "
    manifest.write_text(
        "id,file,text,more\n"
        f"1,good.webm,{said}ask what you can do for your nation,x\n"
        "2,bad.webm,something,x\n3,gone.webm,something,x\n",
        "utf-8",
    )
    arguments = [str(manifest), "--engine", name, "--model", str(model), "--json", str(out)]
    answer = runner.invoke(app, ["eval", "speech", *arguments])
    assert answer.exit_code == 0, answer.output
    assert "not a sound recording" in answer.output
    totals = json.loads(out.read_text("utf-8"))
    assert totals["failed"] == 2
    assert totals["word_error_rate"] == pytest.approx(1 / 22)
    assert totals["exact_share"] == 0
    assert totals["rtf_cpu"] > 0
    assert totals["doubtful_share"] == 0
    assert totals["rows"][0]["heard"].endswith("for your country.")


def test_eval_speech_on_all_shipped_recordings_is_exact(
    checkpoint: tuple[str, Path], tmp_path: Path
) -> None:
    name, model = checkpoint
    out = tmp_path / "out.json"
    arguments = [str(DATA / "manifest.csv"), "--engine", name, "--model", str(model)]
    answer = runner.invoke(app, ["eval", "speech", *arguments, "--json", str(out)])
    assert answer.exit_code == 0, answer.output
    totals = json.loads(out.read_text("utf-8"))
    assert totals["word_error_rate"] == 0
    assert totals["exact_share"] == 1


@pytest.mark.parametrize("table", ["", "name,words\na,b\n", "file,text\n"])
def test_a_manifest_without_its_columns_is_explained(
    checkpoint: tuple[str, Path], tmp_path: Path, table: str
) -> None:
    name, model = checkpoint
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(table, "utf-8")
    answer = runner.invoke(
        app, ["eval", "speech", str(manifest), "--engine", name, "--model", str(model)]
    )
    assert answer.exit_code == 1
    assert "columns file and text" in answer.output


def test_without_a_model_eval_says_where_to_get_one(tmp_path: Path) -> None:
    answer = runner.invoke(app, ["eval", "speech", str(tmp_path / "m.csv")])
    assert answer.exit_code == 1
    assert "models list" in answer.output


def test_models_can_be_added_listed_and_checked(
    checkpoint: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, model = checkpoint
    monkeypatch.setenv("LEAVEN_SPEECH_ENGINE", name)
    assert "recordings wait" in runner.invoke(app, ["models", "list"]).output
    stick = model if model.is_dir() else model.parent
    assert runner.invoke(app, ["models", "add", str(stick)]).exit_code == 0
    listed = runner.invoke(app, ["models", "list"]).output
    assert "micro" in listed
    assert "<- used" in listed
    checked = runner.invoke(app, ["models", "check"])
    assert checked.exit_code == 0
    assert "whole" in checked.output
    heavy = max((tmp_path / "home" / "models").rglob("micro*/*"), key=lambda f: f.stat().st_size)
    heavy.write_bytes(b"x" + heavy.read_bytes()[1:])
    assert runner.invoke(app, ["models", "check"]).exit_code == 1


def test_an_empty_folder_or_an_unknown_size_is_refused(tmp_path: Path) -> None:
    assert runner.invoke(app, ["models", "add", str(tmp_path)]).exit_code == 1
    assert runner.invoke(app, ["models", "fetch", "huge"]).exit_code == 1
