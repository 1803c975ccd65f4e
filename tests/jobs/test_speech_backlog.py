"""What cannot become words now waits, is tried again, or is set aside where it is seen."""

import random
import time
from uuid import uuid4

import psycopg
import pytest

from app.errors import UnavailableError
from services.jobs import keeping, speech
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.errors import ModelUnavailableError
from services.speech.transcriber import Transcriber
from tests.support.database import as_role
from tests.support.speech_plant import QUEUED, Plant, run_queue, three_windows
from tests.support.spoken_lines import FolderRecordings
from tests.support.whisper_checkpoint import expand
from tests.support.worker_process import start_worker, wait_until


async def test_without_a_model_clips_wait_and_the_oldest_is_done_first(
    plant: Plant, database: str
) -> None:
    young, old, oldest = (plant.speak(hours_ago=hours) for hours in (1, 20, 90))
    without = Workbench(plant.bench.pool, plant.bench.recordings, lambda: None, resolve)
    await run_queue(database, without)
    assert {plant.state(line)[0] for line in (young, old, oldest)} == {"waiting"}
    await keeping.queue_waiting_clips(without)
    assert plant.value(QUEUED) == 0
    plant.database.execute("create table done (at serial, line uuid)")
    plant.database.execute(
        "create function note() returns trigger language plpgsql as $$ begin"
        " insert into done (line) values (new.observation_id); return null; end $$"
    )
    plant.database.execute(
        "create trigger note after insert on leaven.transcripts"
        " for each row execute function note()"
    )
    await keeping.queue_waiting_clips(plant.bench)
    await run_queue(database, plant.bench)
    lines = plant.database.execute("select line from done order by at").fetchall()
    assert [line for (line,) in lines] == [oldest, old, young]


async def test_a_damaged_model_is_as_none(plant: Plant, database: str) -> None:
    def damaged() -> Transcriber:
        raise ModelUnavailableError("The speech model small is damaged; fetch it again.")

    line = plant.speak()
    bench = Workbench(plant.bench.pool, plant.bench.recordings, damaged, resolve)
    await run_queue(database, bench)
    await keeping.queue_waiting_clips(bench)
    assert plant.state(line)[0] == "waiting"


async def test_a_passing_fault_is_tried_again_later(plant: Plant, database: str) -> None:
    line = plant.speak()
    storage = plant.bench.recordings
    assert isinstance(storage, FolderRecordings)
    storage.away = True
    await run_queue(database, plant.bench)
    assert plant.state(line)[0] == "waiting"
    later = plant.value(
        "select scheduled_at > now() from procrastinate.procrastinate_jobs"
        " where status = 'todo' and queue_name = 'speech'"
    )
    assert later
    await keeping.queue_waiting_clips(plant.bench)
    assert plant.value(QUEUED) == 1
    storage.away = False
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line)[0] == "to_check"


async def test_what_fails_too_often_is_set_aside_and_kept(plant: Plant) -> None:
    line = plant.speak()
    storage = plant.bench.recordings
    assert isinstance(storage, FolderRecordings)
    storage.away = True
    for _ in range(speech.GIVE_UP_AFTER - 1):
        with pytest.raises(UnavailableError):
            await speech.transcribe(plant.bench, str(line))
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line) == ("set_aside", "", "The storage does not answer.")
    assert list(plant.folder.iterdir())


async def test_a_recording_that_kills_every_worker_does_not_go_round(plant: Plant) -> None:
    line = plant.speak()
    plant.database.execute("update leaven.clips set tries = %s", (speech.GIVE_UP_AFTER,))
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line) == ("set_aside", "", speech.GAVE_UP)


def test_the_administrator_sees_the_backlog_and_nobody_else(plant: Plant) -> None:
    org = plant.value("select id from leaven.organisations limit 1")
    people = {role: uuid4() for role in ("administrator", "facilitator")}
    for role, person in people.items():
        plant.database.execute("insert into auth.users (id, email) values (%s, %s)", (person, role))
        plant.database.execute(
            "insert into leaven.memberships (org_id, person_id, role) values (%s, %s, %s)",
            (org, person, role),
        )
    for hours in (1, 30, 3, 4, 5):
        plant.speak(hours_ago=hours)
    aside = plant.speak()
    plant.database.execute(
        "update leaven.observations set state = 'set_aside' where id = %s", (aside,)
    )
    plant.database.execute(
        "update leaven.clips set reason = 'Damaged.', delete_after = now() + interval '1 hour'"
        " where observation_id = %s",
        (aside,),
    )
    with as_role(plant.database, "authenticated", {"sub": people["administrator"]}):
        assert plant.value("select public.speech_backlog(%s)", org) == {
            "waiting": 5,
            "set_aside": "few",
            "due_within_a_day": "few",
            "oldest_hours": 30,
            "rooms_waiting": 0,
            "rooms_set_aside": 0,
            "english_for_linking": False,
            "reasons": ["Damaged."],
        }
    with (
        pytest.raises(psycopg.Error, match="role"),
        as_role(plant.database, "authenticated", {"sub": people["facilitator"]}),
    ):
        plant.value("select public.speech_backlog(%s)", org)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role(plant.database, "anon"):
        plant.value("select public.speech_backlog(%s)", org)


def test_the_administrator_has_everything_set_aside_tried_again(plant: Plant) -> None:
    org = plant.value("select id from leaven.organisations limit 1")
    person = uuid4()
    plant.database.execute("insert into auth.users (id, email) values (%s, 'a@x')", (person,))
    plant.database.execute(
        "insert into leaven.memberships values (%s, %s, 'administrator')", (org, person)
    )
    line = plant.speak(b"not a sound at all")
    plant.database.execute("update leaven.observations set state = 'set_aside'")
    plant.database.execute("update leaven.clips set tries = 8, reason = 'Away.'")
    plant.database.execute("delete from procrastinate.procrastinate_jobs")
    with as_role(plant.database, "authenticated", {"sub": person}):
        answer = plant.value("select public.retry_speech(%s)", org)
    assert (answer["waiting"], answer["set_aside"], answer["reasons"]) == ("few", 0, [])
    assert plant.state(line) == ("waiting", "", "")
    assert plant.value("select tries from leaven.clips") == 0
    assert plant.value(QUEUED) == 1


def test_workers_killed_at_ten_moments_lose_nothing_and_repeat_nothing(
    plant: Plant, database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = expand("faster", tmp_path_factory.mktemp("kill"))
    plant.database.execute("create table made (line uuid)")
    plant.database.execute(
        "create function note() returns trigger language plpgsql as $$ begin"
        " insert into made values (new.observation_id); return null; end $$"
    )
    plant.database.execute(
        "create trigger note after insert on leaven.transcripts"
        " for each row execute function note()"
    )
    lines = {plant.speak(three_windows(), seconds=70) for _ in range(8)}
    moment = random.Random(7)  # noqa: S311 - where to kill, not what to hide
    for _ in range(10):
        worker = start_worker(database, plant.folder, model)
        time.sleep(moment.uniform(0.0, 1.2))
        worker.kill()
        worker.wait()
    last = start_worker(database, plant.folder, model)
    wait_until(lambda: plant.value("select count(*) from made") >= len(lines))
    last.kill()
    last.wait()
    made = plant.database.execute("select line from made").fetchall()
    assert sorted(line for (line,) in made) == sorted(lines)
    assert {plant.state(line)[0] for line in lines} == {"to_check"}
