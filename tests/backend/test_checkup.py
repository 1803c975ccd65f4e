import os
import socket
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from services.checkup import machine
from services.checkup.database import check_database, check_embedded
from services.checkup.finding import Finding
from services.embedded.postgres import EmbeddedPostgres
from services.speech.faster import NEEDED_FILES


def by_subject(findings: list[Finding]) -> dict[str, str]:
    return {finding.subject: finding.state for finding in findings}


def test_a_migrated_database_is_good(database: str) -> None:
    found = by_subject(list(check_database(database)))
    assert found == dict.fromkeys(["database", "migrations", "pgvector", "queue"], "good")


def test_pending_migrations_are_told(empty_database: str) -> None:
    found = by_subject(list(check_database(empty_database)))
    assert found == {"database": "good", "migrations": "missing", "pgvector": "missing"}


def test_a_queue_that_nobody_works_on_is_told(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("""select private.enqueue('speech', 'x', '{"id": 1}')""")
        connection.execute(
            "update procrastinate.procrastinate_events set at = at - interval '11 minutes'"
        )
    queue = next(item for item in check_database(database) if item.subject == "queue")
    assert queue.state == "advice"
    assert "1 jobs wait" in queue.line


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    dsn = make_conninfo(host=str(tmp_path), user="x", password="hidden")  # noqa: S106
    (found,) = check_database(dsn)
    assert found.state == "missing"
    assert "hidden" not in found.line


def test_an_embedded_database_is_looked_at_running_stopped_or_not_made_yet(tmp_path: Path) -> None:
    assert by_subject(list(check_embedded(tmp_path))) == {"database": "good"}
    with EmbeddedPostgres(tmp_path):
        assert by_subject(list(check_embedded(tmp_path)))["migrations"] == "missing"
    assert by_subject(list(check_embedded(tmp_path)))["migrations"] == "missing"
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    assert by_subject(list(check_embedded(tmp_path))) == {"database": "missing"}


def test_a_speech_model_is_found_or_said_to_be_missing(tmp_path: Path) -> None:
    assert machine.check_speech("faster", "", tmp_path).state == "advice"
    folder = tmp_path / "faster" / machine.DEFAULT_MODEL
    folder.mkdir(parents=True)
    for name in NEEDED_FILES:
        (folder / name).write_text("{}")
    assert machine.check_speech("faster", "", tmp_path).state == "good"


def test_the_shipped_encoder_is_whole_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    assert machine.check_encoder("").state == "good"
    assert machine.check_encoder(str(tmp_path)).state == "missing"
    assert "by letters and single words" in machine.check_encoder("lexical").text


def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert machine.check_port("127.0.0.1", port).state == "advice"
    assert machine.check_port("127.0.0.1", port).state == "good"


def test_phones_need_https() -> None:
    assert machine.check_phones("http://192.0.2.1:8550").state == "advice"
    assert machine.check_phones("https://leaven.example").state == "good"


def test_this_machine_can_run_leaven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        machine.check_python(),
        machine.check_folder(tmp_path / "not" / "yet"),
        machine.check_room(tmp_path / "not" / "yet"),
        machine.check_ffmpeg(),
    ]
    assert {finding.state for finding in found} <= {"good", "advice"}
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert machine.check_folder(tmp_path).state == "missing"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.check_browser().state == "advice"
