"""A recording is never lost: it becomes words once, or says what became of it."""

import asyncio
import time

import psycopg
import pytest

from services.jobs import keeping, speech
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.engine import Ask, Engine, Samples, Segment
from services.speech.errors import RecordingTooLongError
from services.speech.transcriber import Transcriber
from tests.speech.test_bad_recordings import an_hour_of_silence
from tests.support.engines import SameEngine
from tests.support.speech_plant import SAID, Plant, run_queue, three_windows


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
