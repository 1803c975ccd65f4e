"""A room becomes lines once each, whoever fails, waits or dies meanwhile."""

import asyncio
from dataclasses import replace

import pytest

from app.errors import UnavailableError
from services.jobs import keeping, room_words, rooms
from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.speech.engine import Engine
from services.speech.transcriber import Transcriber
from tests.speech.conftest import clip, spoken
from tests.support.room import Room
from tests.support.spoken_lines import FolderRecordings
from tests.support.whisper_checkpoint import expand
from tests.support.worker_process import start_worker, wait_until

SENTENCE = spoken()["austen-0890.webm"]
QUEUED = "select count(*) from procrastinate.procrastinate_jobs where queue_name = 'room'"
LINES = "select count(*) from leaven.room_lines"


async def run_rooms(database: str, bench: Workbench) -> None:
    """Do all room jobs that are due, then stop."""
    queue = make_queue(database, bench)
    async with queue.open_async():
        await queue.run_worker_async(queues=["room"], wait=False, install_signal_handlers=False)


async def test_what_is_no_recording_is_set_aside_with_its_reason(room: Room) -> None:
    room.finish(b"#EXTM3U\nfile:///etc/passwd" * 9)
    await room.transcribe()
    (hearing,) = room.text()["recordings"]
    assert hearing["state"] == "set_aside"
    assert hearing["reason"].endswith((".", ")."))


async def test_a_room_without_a_model_waits_and_is_queued_when_one_comes(
    room: Room, database: str, two_minutes: bytes
) -> None:
    with_model, room.bench = room.bench, replace(room.bench, transcriber=lambda: None)
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
