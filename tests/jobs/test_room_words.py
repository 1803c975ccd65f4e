"""A room becomes lines while it is recorded: once each, whoever dies, and gone with a yes."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import psycopg
import pytest

from app.errors import UnavailableError
from services.database.pool import Pool
from services.jobs import keeping, room_words, rooms
from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.decode import decode
from services.speech.engine import Ask, Engine, Samples, Segment
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.speech.conftest import ENGINES, clip, spoken
from tests.support.database import as_role
from tests.support.engines import SameEngine
from tests.support.room import Room, record_a_room, voices
from tests.support.sounds import encoded, silence
from tests.support.spoken_lines import FolderRecordings
from tests.support.whisper_checkpoint import expand
from tests.support.worker_process import start_worker, wait_until

SENTENCE = spoken()["austen-0890.webm"]
QUEUED = "select count(*) from procrastinate.procrastinate_jobs where queue_name = 'room'"
LINES = "select count(*) from leaven.room_lines"


def said_in(parts: int) -> bytes:
    """The same sentence so often, half a minute apart, as a browser's recorder writes it."""
    said = decode(clip("austen-0890.webm"))
    sentence = said.window(0, said.pcm.size)
    sound = np.concatenate([part for _ in range(parts) for part in (sentence, silence(30))])
    return encoded(sound, "webm", "libopus")


@pytest.fixture(scope="module")
def two_minutes() -> bytes:
    return said_in(4)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine(request.param, expand(request.param, tmp_path_factory.mktemp("micro")))


@pytest.fixture
def room(
    database: str, pool: Pool, tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    monkeypatch.setattr(room_words, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(room_words, "PATIENCE", 0.06)
    transcriber = Transcriber(engine)
    with psycopg.connect(database, autocommit=True) as connection:
        bench = Workbench(pool, FolderRecordings(tmp_path), lambda: transcriber, resolve)
        yield record_a_room(connection, tmp_path, bench)


def bench_with(room: Room, transcriber: Transcriber | None) -> Workbench:
    return replace(room.bench, transcriber=lambda: transcriber)


async def run_rooms(database: str, bench: Workbench) -> None:
    """Do all room jobs that are due, then stop."""
    queue = make_queue(database, bench)
    async with queue.open_async():
        await queue.run_worker_async(queues=["room"], wait=False, install_signal_handlers=False)


async def test_the_first_line_stands_while_the_recording_goes_on(
    room: Room, two_minutes: bytes
) -> None:
    room.send(two_minutes[: len(two_minutes) * 6 // 10])
    await room.transcribe()
    assert room.words()[0] == SENTENCE
    (hearing,) = room.text()["recordings"]
    assert (hearing["state"], hearing["arriving"]) == ("waiting", True)
    assert 4 < hearing["done"] < hearing["heard"] < 90


async def test_each_sentence_stands_once_however_often_the_tablet_falls_silent(
    room: Room, two_minutes: bytes
) -> None:
    for part in (3, 5, 6, 8):
        room.send(two_minutes[: len(two_minutes) * part // 10])
        await room.transcribe()
    room.finish(two_minutes, seconds=141)
    await room.transcribe()
    assert room.words() == [SENTENCE] * 4
    (hearing,) = room.text()["recordings"]
    assert (hearing["state"], hearing["reason"]) == ("in_words", "")
    await room.transcribe()
    assert len(room.lines()) == 4


async def test_a_pinned_moment_gives_its_line_the_pin(room: Room, two_minutes: bytes) -> None:
    room.finish(two_minutes, pins=(35.6, 60.0))
    await room.transcribe()
    pins = [line["pins"] for line in room.lines()]
    assert [len(each) for each in pins] == [0, 2, 0, 0]
    early, late = pins[1]
    assert 0 < early < late == len(SENTENCE)


async def test_a_recording_that_comes_whole_is_read_from_the_bucket(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    assert room.words() == [SENTENCE] * 4


async def test_a_yes_taken_back_takes_the_words_with_it(room: Room, two_minutes: bytes) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    room.settle(room.lines()[0], keep=True)
    room.take_a_yes_back()
    assert room.text()["lines"] == []
    for table in ("leaven.room_lines", "private.room_hearings", "leaven.observations"):
        assert room.value(f"select count(*) from {table}") == 0, table


async def test_a_yes_taken_back_under_our_hands_stops_the_work(
    room: Room, engine: Engine, two_minutes: bytes
) -> None:
    heard: list[int] = []

    class TakenBack(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            heard.append(audio.size)
            with psycopg.connect(room.database.info.dsn, autocommit=True) as other:
                other.execute("delete from private.recording_yes")
            return super().window(audio, ask)

    transcriber = Transcriber(TakenBack(engine))
    room.bench = bench_with(room, transcriber)
    room.finish(two_minutes)
    await room.transcribe()
    assert len(heard) == 1
    assert room.value("select count(*) from leaven.room_lines") == 0


async def test_the_release_destroys_where_the_lines_came_from(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    first, second, *_ = room.lines()
    room.settle(first, keep=True, words="We warm it up by hand.")
    room.settle(second, keep=True, words="Nobody knows who has the key.")
    room.settle(second, keep=False)
    voices(room)
    room.asks("move_session", room.team.session_id, "soak")
    for seat in room.team.seats:
        room.value("select public.read_back(%s)", seat)
    answer = room.asks("release_session", room.team.session_id)
    assert answer["released"]
    for table in ("leaven.room_lines", "private.room_hearings", "leaven.room_recordings"):
        assert room.value(f"select count(*) from {table}") == 0, table
    words = room.database.execute("select words from leaven.observations").fetchall()
    assert ("We warm it up by hand.",) in words
    assert len(words) == 4


async def test_what_the_room_said_waits_until_enough_have_taken_a_seat(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    room.database.execute(
        "update leaven.seats set claimed = false where id = (select id from leaven.seats limit 1)"
    )
    assert (room.text()["open"], room.text()["lines"]) == (False, [])
    line = room.value("select id from leaven.room_lines limit 1")
    with pytest.raises(psycopg.Error, match="enough people"):
        room.settle({"id": line}, keep=True)


async def test_nobody_but_the_guide_reads_what_the_room_said(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    org = room.value("select org_id from leaven.sessions")
    for role in ("sponsor", "administrator", "representative", "facilitator"):
        person = uuid4()
        room.database.execute("insert into auth.users (id, email) values (%s, %s)", (person, role))
        room.database.execute(
            "insert into leaven.memberships values (%s, %s, %s)", (org, person, role)
        )
        with (
            pytest.raises(psycopg.Error),
            as_role(room.database, "authenticated", {"sub": person}),
        ):
            room.value("select public.room_text(%s)", room.team.session_id)
    for seat in room.team.seats:
        with as_role(room.database, "anon"):
            page = room.value("select public.seat_page(%s)", seat)
        assert SENTENCE not in str(page)


async def test_a_line_that_stands_is_of_no_seat_and_the_machines_text_is_gone(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes, pins=(2.0,))
    await room.transcribe()
    line = room.lines()[0]
    room.settle(line, keep=True, words="The mended words.")
    assert room.lines()[0]["words"] == "The mended words."
    assert room.lines()[0]["kept"]
    assert room.value("select count(*) from leaven.holds") == 0
    assert room.value("select words from leaven.observations where noted") == "The mended words."
    stored = room.value("select l::text from leaven.room_lines l where l.line_id is not null")
    assert SENTENCE not in stored


async def test_what_is_no_recording_is_set_aside_with_its_reason(room: Room) -> None:
    room.finish(b"#EXTM3U\nfile:///etc/passwd" * 9)
    await room.transcribe()
    (hearing,) = room.text()["recordings"]
    assert hearing["state"] == "set_aside"
    assert hearing["reason"].endswith((".", ")."))


async def test_a_room_without_a_model_waits_and_is_queued_when_one_comes(
    room: Room, database: str, two_minutes: bytes
) -> None:
    with_model, room.bench = room.bench, bench_with(room, None)
    room.finish(two_minutes)
    await run_rooms(database, room.bench)
    assert room.text()["recordings"][0]["state"] == "waiting"
    await keeping.queue_waiting_clips(room.bench)
    assert room.value(QUEUED) == 0
    await keeping.queue_waiting_clips(with_model)
    await run_rooms(database, with_model)
    assert room.words() == [SENTENCE] * 4


async def test_the_recording_goes_after_its_hours_and_says_so(room: Room) -> None:
    room.finish(b"1234" * 99)
    room.database.execute("update leaven.room_recordings set delete_after = now()")
    await rooms.delete_overdue(room.bench)
    (hearing,) = room.text()["recordings"]
    assert hearing["state"] == "set_aside"
    assert "before all of it" in hearing["reason"]


async def test_a_passing_fault_is_tried_again_and_eight_are_enough(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    storage = room.bench.recordings
    assert isinstance(storage, FolderRecordings)
    storage.away = True
    for _ in range(room_words.GIVE_UP_AFTER - 1):
        with pytest.raises(UnavailableError):
            await room.transcribe()
    await room.transcribe()
    assert room.text()["recordings"][0]["reason"] == "The storage does not answer."
    assert list(room.folder.iterdir())


async def test_a_room_that_kills_every_worker_does_not_go_round(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    room.database.execute(
        "update private.room_hearings set tries = %s", (room_words.GIVE_UP_AFTER,)
    )
    await room.transcribe()
    assert room.text()["recordings"][0]["reason"] == room_words.GAVE_UP


async def test_two_workers_at_one_room_give_each_line_once(room: Room, two_minutes: bytes) -> None:
    room.finish(two_minutes)
    await asyncio.gather(room.transcribe(), room.transcribe())
    await room.transcribe()
    assert room.words() == [SENTENCE] * 4


async def test_a_clip_gets_its_turn_between_two_windows_of_the_room(
    room: Room, engine: Engine, two_minutes: bytes
) -> None:
    transcriber = Transcriber(engine)
    order: list[str] = []
    recording = transcriber.room(language="en")

    def say_something() -> None:
        transcriber.transcribe(clip("jfk.webm"), language="en")
        order.append("clip")

    passages = recording.passages([two_minutes])
    next(passages)
    order.append("window")
    await asyncio.wait_for(asyncio.to_thread(say_something), 60)
    order += ["window" for _ in passages]
    assert order[:2] == ["window", "clip"]
    assert order.count("window") == 4


def test_workers_killed_at_many_moments_lose_no_line_and_repeat_none(
    room: Room, database: str, two_minutes: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each is killed in the middle of a window, after one more line than the one before."""
    model = expand("faster", tmp_path_factory.mktemp("kill"))
    room.finish(two_minutes)
    for stood in range(4):
        worker = start_worker(database, room.folder, model)
        wait_until(lambda stood=stood: room.value(LINES) > stood)
        worker.kill()
        worker.wait()
    last = start_worker(database, room.folder, model)
    wait_until(lambda: room.text()["recordings"][0]["state"] == "in_words")
    last.kill()
    last.wait()
    assert room.words() == [SENTENCE] * 4
