"""A recording is never lost: it becomes words once, waits, or is set aside with its reason."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.errors import UnavailableError
from services.database.pool import Pool, open_pool
from services.jobs import keeping, lessons, speech
from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.linking.linker import place_line
from services.linking.resolve import resolve
from services.speech.engine import Ask, Engine, Samples, Segment
from services.speech.errors import ModelUnavailableError, RecordingTooLongError
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.speech.test_bad_recordings import an_hour_of_silence
from tests.support.database import as_role
from tests.support.engines import SameEngine
from tests.support.spoken_lines import FolderRecordings, speak
from tests.support.team import Team, seat_a_team
from tests.support.whisper_checkpoint import DATA, expand
from tests.support.worker_process import start_worker, wait_until

JFK = (DATA / "jfk.webm").read_bytes()
SAID = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
QUEUED = "select count(*) from procrastinate.procrastinate_jobs where queue_name = 'speech'"


@dataclass
class Plant:
    """A database with one session, a folder of recordings, and a worker's bench."""

    database: psycopg.Connection
    folder: Path
    team: Team
    bench: Workbench

    def speak(self, sound: bytes = JFK, **about: Any) -> UUID:
        return speak(self.database, self.folder, self.team.session_id, sound, **about)

    def state(self, line: UUID) -> tuple[str, str, str]:
        """State of the line, the machine's words, and what is said about its recording."""
        row = self.database.execute(
            "select o.state, coalesce(t.words, ''), coalesce(c.reason, '')"
            " from leaven.observations o left join leaven.transcripts t on t.observation_id = o.id"
            " left join leaven.clips c on c.observation_id = o.id where o.id = %s",
            (line,),
        ).fetchone()
        return row or ("gone", "", "")

    def value(self, query: str, *given: Any) -> Any:
        row = self.database.execute(query, given).fetchone()
        return row[0] if row else None


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine("faster", expand("faster", tmp_path_factory.mktemp("micro")))


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    async with open_pool(database, size=4) as opened:
        yield opened


@pytest.fixture
def plant(database: str, pool: Pool, tmp_path: Path, engine: Engine) -> Iterator[Plant]:
    transcriber = Transcriber(engine)
    with psycopg.connect(database, autocommit=True) as connection:
        bench = Workbench(pool, FolderRecordings(tmp_path), lambda: transcriber, resolve)
        yield Plant(connection, tmp_path, seat_a_team(connection), bench)


async def run_queue(database: str, bench: Workbench) -> None:
    """Do all speech jobs that are due, then stop."""
    queue = make_queue(database, bench)
    async with queue.open_async():
        await queue.run_worker_async(queues=["speech"], wait=False, install_signal_handlers=False)


async def test_a_clip_becomes_words_to_check(plant: Plant, database: str) -> None:
    line = plant.speak()
    await run_queue(database, plant.bench)
    assert plant.state(line) == ("to_check", SAID, "")
    assert plant.value("select share from leaven.clips") == 1


async def test_silence_says_so_instead_of_inventing(plant: Plant) -> None:
    from tests.support.sounds import silence, wav

    line = plant.speak(wav(silence(5)), seconds=5)
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line) == ("no_speech", "", "No speech heard: listen or say it again.")


async def test_a_shorter_recording_than_the_phone_made_says_so(plant: Plant) -> None:
    line = plant.speak(seconds=25)
    await speech.transcribe(plant.bench, str(line))
    state, words, reason = plant.state(line)
    assert (state, words) == ("to_check", SAID)
    assert "missing" in reason


@pytest.mark.parametrize("sound", [b"", b"not a sound at all", b"\x89PNG\r\n\x1a\n" + bytes(99)])
async def test_what_cannot_be_read_is_set_aside_with_its_reason(plant: Plant, sound: bytes) -> None:
    line = plant.speak(sound)
    await speech.transcribe(plant.bench, str(line))
    state, _, reason = plant.state(line)
    assert state == "set_aside"
    assert reason.endswith((".", ")."))
    assert len(list(plant.folder.iterdir())) == 1


async def test_what_unfolds_to_an_hour_is_set_aside_before_it_does(plant: Plant) -> None:
    line = plant.speak(an_hour_of_silence())
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line) == ("set_aside", "", RecordingTooLongError.text)


async def test_a_line_never_has_two_recordings(plant: Plant) -> None:
    line = plant.speak()
    with pytest.raises(psycopg.errors.UniqueViolation):
        plant.database.execute(
            "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
            " select observation_id, md5('other'), sha256, bytes, mime, seconds from leaven.clips"
        )
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line)[:2] == ("to_check", SAID)


async def test_a_recording_that_is_gone_is_set_aside(plant: Plant) -> None:
    line = plant.speak()
    for file in plant.folder.iterdir():
        file.unlink()
    await speech.transcribe(plant.bench, str(line))
    assert plant.state(line) == ("set_aside", "", "This recording has been deleted.")


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


async def test_a_line_withdrawn_before_its_turn_is_left_alone(plant: Plant) -> None:
    line = plant.speak()
    plant.database.execute("delete from leaven.observations where id = %s", (line,))
    await speech.transcribe(plant.bench, str(line))
    assert plant.value("select count(*) from leaven.transcripts") == 0


async def test_a_line_withdrawn_under_our_hands_stops_the_work(
    plant: Plant, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "WATCH_EVERY", 0.01)
    line = plant.speak(three_windows(), seconds=70)
    heard: list[int] = []

    class Withdrawing(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            heard.append(audio.size)
            with psycopg.connect(plant.database.info.dsn, autocommit=True) as other:
                other.execute("delete from leaven.observations where id = %s", (line,))
            time.sleep(0.3)
            return super().window(audio, ask)

    transcriber = Transcriber(Withdrawing(engine))
    bench = Workbench(plant.bench.pool, plant.bench.recordings, lambda: transcriber, resolve)
    await speech.transcribe(bench, str(line))
    assert len(heard) == 1
    assert plant.state(line)[0] == "gone"
    assert plant.value("select count(*) from leaven.transcripts") == 0


async def test_confirmed_words_are_never_overwritten(plant: Plant) -> None:
    line = plant.speak()
    plant.database.execute(
        "update leaven.observations set state = 'confirmed', words = 'typed' where id = %s", (line,)
    )
    await speech.transcribe(plant.bench, str(line))
    assert plant.value("select count(*) from leaven.transcripts") == 0
    assert plant.value("select words from leaven.observations") == "typed"


async def test_two_jobs_for_one_line_give_one_text(plant: Plant) -> None:
    line = plant.speak()
    twice = [speech.transcribe(plant.bench, str(line)) for _ in range(2)]
    await asyncio.gather(*twice)
    assert plant.value("select count(*) from leaven.transcripts") == 1
    assert plant.state(line)[0] == "to_check"


async def test_one_line_is_never_worked_on_by_two_workers(plant: Plant) -> None:
    line = plant.speak()
    plant.database.execute("update procrastinate.procrastinate_jobs set status = 'doing'")
    plant.database.execute(
        "select private.enqueue('speech', 'leaven.transcribe',"
        " jsonb_build_object('observation_id', %s::text), 'transcribe:' || %s::text)",
        (line, line),
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        plant.database.execute("update procrastinate.procrastinate_jobs set status = 'doing'")


async def test_progress_is_shown_while_a_long_clip_is_worked_on(
    plant: Plant, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "WATCH_EVERY", 0.02)
    plant.speak(three_windows(), seconds=70)
    seen: set[float] = set()

    class Watched(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            time.sleep(0.2)
            with psycopg.connect(plant.database.info.dsn, autocommit=True) as other:
                row = other.execute("select share from leaven.clips").fetchone()
            seen.add(round(row[0], 2) if row else -1)
            return super().window(audio, ask)

    transcriber = Transcriber(Watched(engine))
    bench = Workbench(plant.bench.pool, plant.bench.recordings, lambda: transcriber, resolve)
    line = plant.value("select observation_id from leaven.clips")
    await speech.transcribe(bench, str(line))
    assert seen == {0.0, 0.33, 0.67}


async def test_a_recording_is_announced_before_it_goes(plant: Plant) -> None:
    line = plant.speak()
    plant.database.execute("update leaven.clips set delete_after = now() - interval '3 days'")
    await keeping.sweep(plant.bench)
    state, _, reason = plant.state(line)
    assert state == "waiting"
    assert "within a day" in reason
    plant.database.execute("update leaven.clips set delete_after = now() - interval '1 second'")
    await keeping.sweep(plant.bench)
    assert plant.state(line) == ("set_aside", "", "")
    assert plant.value("select count(*) from leaven.clips") == 0


async def test_words_that_were_mended_help_the_next_recording(plant: Plant) -> None:
    for _ in range(2):
        line = plant.speak()
        await speech.transcribe(plant.bench, str(line))
        mended = SAID.replace("fellow", "fellowship")
        plant.database.execute(
            "update leaven.observations set words = %s, state = 'confirmed' where id = %s",
            (mended, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
        await lessons.learn_site_words(plant.bench)
    assert plant.value("select count(*) from private.word_lessons") == 0
    assert plant.value("select spelling from leaven.site_words where weight >= 2") == "fellowship"

    asked: list[Ask] = []

    class Asked(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            asked.append(ask)
            return super().window(audio, ask)

    transcriber = Transcriber(Asked(load_of(plant)))
    bench = Workbench(plant.bench.pool, plant.bench.recordings, lambda: transcriber, resolve)
    await speech.transcribe(bench, str(plant.speak()))
    assert asked[0].hints == ("fellowship",)


async def test_a_withdrawn_or_unchanged_line_teaches_nothing(plant: Plant) -> None:
    for words in (SAID, None):
        line = plant.speak()
        await speech.transcribe(plant.bench, str(line))
        if words is None:
            plant.database.execute("delete from leaven.observations where id = %s", (line,))
            continue
        plant.database.execute(
            "update leaven.observations set words = %s, state = 'confirmed' where id = %s",
            (words, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
    assert plant.value("select count(*) from private.word_lessons") == 0


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


def test_a_facilitator_keeps_the_list_of_site_words(plant: Plant) -> None:
    org = plant.value("select id from leaven.organisations limit 1")
    site = plant.value("select id from leaven.sites limit 1")
    person = uuid4()
    plant.database.execute("insert into auth.users (id, email) values (%s, 'f@x')", (person,))
    plant.database.execute(
        "insert into leaven.memberships (org_id, person_id, role) values (%s, %s, 'facilitator')",
        (org, person),
    )
    with as_role(plant.database, "authenticated", {"sub": person}):
        assert plant.value("select public.set_site_word(%s, 'kanban', true)", site) == ["kanban"]
        added = plant.value("select public.set_site_word(%s, ' LOTO ', true)", site)
        assert added == ["LOTO", "kanban"]
        assert plant.value("select public.set_site_word(%s, 'Kanban', false)", site) == ["LOTO"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role(plant.database, "anon"):
        plant.value("select public.site_words(%s)", site)


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


def load_of(plant: Plant) -> Engine:
    transcriber = plant.bench.transcriber()
    assert transcriber is not None
    return transcriber._engine


def three_windows() -> bytes:
    """Three sentences so far apart that no two share a window."""
    import numpy as np

    from services.speech.decode import decode
    from tests.support.sounds import encoded, silence

    said = decode((DATA / "austen-0880.webm").read_bytes())
    sentence = said.window(0, said.pcm.size)
    parts = [sentence, silence(30), sentence, silence(30), sentence]
    return encoded(np.concatenate(parts), "webm", "libopus")


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


async def test_english_for_linking_stays_only_beside_words_that_stand_as_heard(
    plant: Plant,
) -> None:
    plant.database.execute("update leaven.organisations set english_for_linking = true")
    kept, mended = (plant.speak(language="de") for _ in range(2))
    for line in (kept, mended):
        await speech.transcribe(plant.bench, str(line))
        assert plant.value("select english from leaven.transcripts where observation_id = %s", line)
    for line, more in ((kept, ""), (mended, " mended")):
        plant.database.execute(
            "update leaven.observations o set state = 'confirmed', words = t.words || %s"
            " from leaven.transcripts t where t.observation_id = o.id and o.id = %s",
            (more, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
    assert plant.value("select array_agg(observation_id) from leaven.line_english") == [kept]
    plant.database.execute("update leaven.observations set words = 'other' where id = %s", (kept,))
    assert plant.value("select count(*) from leaven.line_english") == 0


async def test_without_the_organisations_wish_no_english_is_heard(plant: Plant) -> None:
    await speech.transcribe(plant.bench, str(plant.speak(language="de")))
    assert plant.value("select english is null from leaven.transcripts")


def test_turned_off_english_goes_with_what_was_read_from_it(plant: Plant) -> None:
    plant.database.execute("update leaven.organisations set english_for_linking = true")
    line = plant.speak()
    plant.database.execute("insert into leaven.line_english values (%s, 'the guard')", (line,))
    plant.database.execute("update leaven.organisations set english_for_linking = false")
    assert plant.value("select count(*) from leaven.line_english") == 0


async def test_the_linker_compares_by_the_english_and_shows_the_line_as_it_was_said(
    plant: Plant,
) -> None:
    said, heard = "Die Schutztuer klemmt nachts.", "The guard door sticks at night."
    lines = [plant.speak(), plant.speak()]
    for line, words in zip(lines, (said, heard), strict=True):
        plant.database.execute(
            "update leaven.observations set state = 'confirmed', words = %s where id = %s",
            (words, line),
        )
    plant.database.execute("insert into leaven.line_english values (%s, %s)", (lines[0], heard))
    await place_line(plant.bench.pool, resolve(), str(lines[0]))
    assert plant.value("select count(*) from leaven.vectors") == 2
    assert plant.value("select count(distinct vector::text) from leaven.vectors") == 1
    assert plant.value("select words from leaven.observations where id = %s", lines[0]) == said
