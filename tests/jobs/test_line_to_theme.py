"""From a recording to a suggestion: the worker's jobs on a real queue, with real Whisper code."""

import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.capture import Recording, TypedWords
from services.backend.recordings import Recordings
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.jobs import keeping
from services.jobs.queue import QUEUES, make_queue
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.support.whisper_checkpoint import DATA, expand
from tests.support.works import Works

JFK = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
ALONE = "At night one person does the job that needs two people."


class Shift:
    """A worker that does what is queued and then stops; its model may be missing."""

    def __init__(self, works: Works, workbench: Workbench) -> None:
        self._workbench = workbench
        self._queue = make_queue(works.dsn, workbench)

    async def sweep(self) -> None:
        """What the clock does every fifteen seconds."""
        await keeping.queue_waiting_clips(self._workbench)

    async def work(self) -> None:
        async with self._queue.open_async():
            await self._queue.run_worker_async(
                queues=list(QUEUES), wait=False, install_signal_handlers=False
            )


@pytest.fixture(scope="session")
def transcriber(tmp_path_factory: pytest.TempPathFactory) -> Transcriber:
    return Transcriber(load_engine("faster", expand("faster", tmp_path_factory.mktemp("micro"))))


@pytest.fixture
async def shift(works: Works, transcriber: Transcriber) -> AsyncIterator[Callable[[bool], Shift]]:
    """`shift(has_model)`: a worker with or without a speech model."""
    encoder = resolve()
    async with open_pool(works.dsn, size=2) as pool:

        def with_model(has_model: bool = True) -> Shift:
            found = transcriber if has_model else None
            bench = Workbench(pool, Recordings(works.project), lambda: found, lambda: encoder)
            return Shift(works, bench)

        yield with_model


async def speak(seat: Visitor, name: str) -> None:
    """Hand in a shipped recording as a phone would, in two pieces."""
    sound = (DATA / name).read_bytes()
    capture, middle = uuid4(), len(sound) // 2
    for n, piece in enumerate((sound[:middle], sound[middle:])):
        await seat.captures.chunk(seat.seat, capture, n, piece)
    recording = Recording(
        chunks=2,
        sha256=hashlib.sha256(sound).hexdigest(),
        mime="audio/webm;codecs=opus",
        seconds=11.0,
        phase="learn",
    )
    await seat.captures.finish(seat.seat, capture, recording)


async def test_a_spoken_line_becomes_words_that_its_speaker_confirms(
    works: Works, shift: Callable[..., Shift]
) -> None:
    _, seats = await works.open_session(await works.person("facilitator"))
    await speak(seats[0], "jfk.webm")
    await shift().work()
    [line] = (await seats[0].seats.page(seats[0].seat)).mine
    assert (line.state, line.words) == ("to_check", JFK)
    await seats[0].seats.confirm(seats[0].seat, line.id, "Ask not what the job can do for you.")
    [line] = (await seats[0].seats.page(seats[0].seat)).mine
    assert (line.state, line.words) == ("confirmed", "Ask not what the job can do for you.")


async def test_without_a_model_a_clip_waits_and_is_done_when_one_comes(
    works: Works, shift: Callable[..., Shift]
) -> None:
    _, seats = await works.open_session(await works.person("facilitator"))
    await speak(seats[0], "jfk.webm")
    await shift(has_model=False).work()
    [line] = (await seats[0].seats.page(seats[0].seat)).mine
    assert line.state == "waiting"
    await shift().sweep()
    await shift().work()
    [line] = (await seats[0].seats.page(seats[0].seat)).mine
    assert line.state == "to_check"


async def test_after_confirmation_no_byte_of_the_recording_is_left(
    works: Works, shift: Callable[..., Shift], tmp_path: Path
) -> None:
    _, seats = await works.open_session(await works.person("facilitator"))
    await speak(seats[0], "jfk.webm")
    await shift().work()
    [line] = (await seats[0].seats.page(seats[0].seat)).mine
    assert [each for each in (tmp_path / "storage").rglob("*") if each.is_file()]
    await seats[0].seats.confirm(seats[0].seat, line.id, line.words)
    await shift().work()
    assert [each for each in (tmp_path / "storage").rglob("*") if each.is_file()] == []


async def test_a_typed_line_is_offered_the_theme_that_other_sites_speak_of(
    works: Works, shift: Callable[..., Shift]
) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    for words, seat in zip((ALONE, "The coffee is good.", "It is loud."), seats, strict=True):
        typed = TypedWords(phase="learn", words=words)
        await seat.captures.text(seat.seat, uuid4(), typed)
    await shift().work()
    lines = (await facilitator.sessions.board(session_id)).lines
    line = next(each for each in lines if each.words == ALONE)
    assert line.suggested[0].title == "A two-person job on a one-person roster"
    assert line.suggested[0].reasons["why"]
