"""Starting and stopping Leaven as people do: one command, clear words when it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.process import ROOT, LeavenProcess, free_port

SECONDS = 120


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeavenProcess]:
    with LeavenProcess(tmp_path_factory.mktemp("run") / "home") as process:
        yield process


def test_it_answers_and_says_how_to_sign_in(running: LeavenProcess) -> None:
    answer = httpx.get(f"{running.url}/healthz", timeout=SECONDS)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    told = running.log.read_text()
    assert running.url in told
    assert "facilitator@leaven.example" in told


def test_the_start_page_is_one_that_a_browser_shows(running: LeavenProcess) -> None:
    page = httpx.get(running.url, timeout=SECONDS)
    assert page.status_code == 200
    assert "Leaven" in page.text
    assert "default-src" in page.headers["content-security-policy"]


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = command("run", "--port", str(port), LEAVEN_HOME=str(tmp_path))
    assert told.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken by another program" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_second_one_on_the_same_folder_is_told_in_one_sentence(running: LeavenProcess) -> None:
    told = command("run", "--port", str(free_port()), LEAVEN_HOME=str(running.home))
    assert told.returncode == 1
    assert told.stderr.startswith("Leaven did not start. ")
    assert "Traceback" not in told.stderr


def test_a_worker_without_a_running_leaven_says_what_to_do(tmp_path: Path) -> None:
    told = command("worker", LEAVEN_HOME=str(tmp_path))
    assert told.returncode == 1
    assert "Start one with `python -m app run`" in told.stderr


def test_a_hosted_start_names_the_key_that_is_missing(tmp_path: Path) -> None:
    told = command(
        "serve",
        "--port",
        str(free_port()),
        LEAVEN_HOME=str(tmp_path),
        SUPABASE_URL="http://127.0.0.1:9",
    )
    assert told.returncode == 1
    assert "SUPABASE_PUBLISHABLE_KEY" in told.stderr


def test_one_founds_an_organisation_of_ones_own_while_leaven_runs(running: LeavenProcess) -> None:
    home = {"LEAVEN_HOME": str(running.home)}
    told = command("organisation", "found", "North Mine", "anna@mine.example", **home)
    assert told.returncode == 0, told.stderr
    assert re.search(r"/invited#\S{20,}", told.stdout)
    assert "North Mine  (its invitation waits)" in command("organisation", "list", **home).stdout


def test_an_address_that_is_none_founds_nothing(running: LeavenProcess) -> None:
    home = {"LEAVEN_HOME": str(running.home)}
    told = command("organisation", "found", "South Mine", "nobody", **home)
    assert told.returncode == 1
    assert "does not look like an e-mail address" in told.stderr
    assert "South Mine" not in command("organisation", "list", **home).stdout


def test_a_running_leaven_is_backed_up_and_stands_again_elsewhere(
    running: LeavenProcess, tmp_path: Path
) -> None:
    told = command("backup", str(tmp_path / "kept"), LEAVEN_HOME=str(running.home))
    assert told.returncode == 0, told.stderr
    [made] = (tmp_path / "kept").iterdir()
    elsewhere = {"LEAVEN_HOME": str(tmp_path / "new")}
    assert command("restore", str(made), **elsewhere).returncode == 0
    listed = command("organisation", "list", LEAVEN_HOME=str(running.home)).stdout
    assert command("organisation", "list", **elsewhere).stdout == listed != ""


def test_phones_in_the_same_network_are_served_by_https_they_can_trust(tmp_path: Path) -> None:
    with LeavenProcess(tmp_path / "home", lan="127.0.0.2") as process:
        offered = httpx.get(
            f"{process.url}/authority.pem", verify=process.trusted(), timeout=SECONDS
        )
        assert offered.text == (process.home / "tls" / "authority.pem").read_text()
        assert "PRIVATE" not in offered.text
        page = httpx.get(f"{process.url}/codes", verify=process.trusted(), timeout=SECONDS)
        assert "Sign-in codes" not in page.text
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{process.url}/healthz")
        assert f"{process.url}/authority.pem" in process.log.read_text()


def test_what_stood_stands_after_ctrl_c_and_a_second_start(tmp_path: Path) -> None:
    process = LeavenProcess(tmp_path / "home")
    with process:
        pass
    assert process.process is not None
    assert process.process.returncode in {0, -signal.SIGINT, 128 + signal.SIGINT}
    assert not (process.home / "postgres" / "postmaster.pid").exists()
    told = command("example", "remove", LEAVEN_HOME=str(process.home))
    assert "The example is gone." in told.stdout
    told = command("example", "remove", LEAVEN_HOME=str(process.home))
    assert "There is no example here." in told.stdout
