"""A leader's spoken reason: in words for whom it is, and its sound gone; on a real queue."""

import hashlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.capture import Recording
from app.errors import NotAllowedError, NotFoundError
from services.backend.pieces import MissingChunksError
from services.backend.recordings import Recordings
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.jobs import dictations
from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.support.actions import run
from tests.support.whisper_checkpoint import DATA, expand
from tests.support.works import Works

JFK = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)


@pytest.fixture(scope="session")
def transcriber(tmp_path_factory: pytest.TempPathFactory) -> Transcriber:
    return Transcriber(load_engine("faster", expand("faster", tmp_path_factory.mktemp("micro"))))


@pytest.fixture
async def bench(works: Works, transcriber: Transcriber) -> AsyncIterator[Workbench]:
    encoder = resolve()
    async with open_pool(works.dsn, size=2) as pool:
        yield Workbench(pool, Recordings(works.project), lambda: transcriber, lambda: encoder)


async def work(works: Works, bench: Workbench) -> None:
    queue = make_queue(works.dsn, bench)
    async with queue.open_async():
        await queue.run_worker_async(queues=["speech"], wait=False, install_signal_handlers=False)


def recording_of(sound: bytes, chunks: int = 2) -> Recording:
    own = hashlib.sha256(sound).hexdigest()
    return Recording(chunks=chunks, sha256=own, mime="audio/webm;codecs=opus", seconds=11.0)


async def say(leader: Visitor, name: str = "jfk.webm") -> UUID:
    """In two pieces, as a phone sends it."""
    sound = (DATA / name).read_bytes()
    dictation, middle = uuid4(), len(sound) // 2
    for n, piece in enumerate((sound[:middle], sound[middle:])):
        await leader.loop.dictations.piece(dictation, n, piece)
    await leader.loop.dictations.whole(dictation, recording_of(sound))
    return dictation


def pieces(works: Works) -> int:
    [(count,)] = run(works, "select count(*)::int from private.dictation_pieces")
    assert isinstance(count, int)
    return count


async def test_what_a_sponsor_says_comes_back_as_words_and_the_sound_is_gone(
    works: Works, bench: Workbench
) -> None:
    sponsor = await works.person("sponsor")
    said = await say(sponsor)
    assert (await sponsor.loop.dictations.look(said)).state == "waiting"
    assert pieces(works) == 2
    await work(works, bench)
    heard = await sponsor.loop.dictations.look(said)
    assert (heard.state, heard.words) == ("in_words", JFK)
    assert pieces(works) == 0
    assert run(works, "select number from leaven.deletions where kind = 'recording'") == [(1,)]


async def test_nobody_else_can_ask_for_the_words(works: Works, bench: Workbench) -> None:
    said = await say(await works.person("sponsor"))
    await work(works, bench)
    for other in ("administrator", "facilitator"):
        with pytest.raises(NotFoundError):
            await (await works.person(other)).loop.dictations.look(said)
    with pytest.raises(NotFoundError):
        await (await works.nobody()).loop.dictations.look(said)


async def test_once_the_words_are_sent_nothing_of_it_is_left(
    works: Works, bench: Workbench
) -> None:
    sponsor = await works.person("sponsor")
    said = await say(sponsor)
    await work(works, bench)
    await sponsor.loop.dictations.forget(said)
    assert run(works, "select * from private.dictations") == []


async def test_a_reason_that_was_never_sent_is_forgotten_after_a_day_with_its_sound(
    works: Works, bench: Workbench
) -> None:
    await say(await works.person("sponsor"))
    run(works, "update private.dictations set ends_at = now() - interval '1 minute'")
    await dictations.sweep(bench)
    assert run(works, "select * from private.dictations") == []
    assert pieces(works) == 0


async def test_a_piece_that_was_lost_on_the_way_is_asked_for_again(works: Works) -> None:
    sponsor, sound = await works.person("sponsor"), (DATA / "jfk.webm").read_bytes()
    dictation = uuid4()
    await sponsor.loop.dictations.piece(dictation, 1, sound[100:])
    with pytest.raises(MissingChunksError) as refused:
        await sponsor.loop.dictations.whole(dictation, recording_of(sound))
    assert refused.value.missing == (0,)
    await sponsor.loop.dictations.piece(dictation, 0, sound[:100])
    await sponsor.loop.dictations.whole(dictation, recording_of(sound))
    await sponsor.loop.dictations.whole(dictation, recording_of(sound))  # twice is once
    assert (await sponsor.loop.dictations.look(dictation)).state == "waiting"


async def test_a_broken_recording_says_so_and_is_not_kept(works: Works, bench: Workbench) -> None:
    sponsor, sound = await works.person("sponsor"), b"not a sound at all"
    dictation = uuid4()
    await sponsor.loop.dictations.piece(dictation, 0, sound)
    await sponsor.loop.dictations.whole(dictation, recording_of(sound, chunks=1))
    await work(works, bench)
    assert (await sponsor.loop.dictations.look(dictation)).state == "no_words"
    assert pieces(works) == 0


async def test_a_job_that_was_lost_is_queued_again(works: Works, bench: Workbench) -> None:
    sponsor = await works.person("sponsor")
    said = await say(sponsor)
    with psycopg.connect(works.dsn, autocommit=True) as database:
        database.execute("delete from procrastinate.procrastinate_jobs")
    await dictations.sweep(bench)
    await work(works, bench)
    assert (await sponsor.loop.dictations.look(said)).words == JFK


async def test_who_has_no_role_anywhere_cannot_dictate(works: Works) -> None:
    sponsor = await works.person("sponsor")
    run(works, "delete from leaven.memberships where role = 'sponsor'")
    with pytest.raises(NotAllowedError):
        await sponsor.loop.dictations.piece(uuid4(), 0, b"x")


async def test_a_seat_says_its_question_and_no_other_seat_hears_it(
    works: Works, bench: Workbench
) -> None:
    _, [mine, other, _] = await works.open_session(await works.person("facilitator"))
    said = await say(mine)
    await work(works, bench)
    assert (await mine.loop.dictations.look(said)).words == JFK
    for stranger in (other, await works.nobody(), await works.same_browser("facilitator")):
        with pytest.raises(NotFoundError):
            await stranger.loop.dictations.look(said)
        await stranger.loop.dictations.forget(said)
    assert (await mine.loop.dictations.look(said)).words == JFK
    await mine.loop.dictations.forget(said)
    assert run(works, "select * from private.dictations") == []
    assert pieces(works) == 0


async def test_no_row_of_a_question_tells_which_seat_asked(works: Works) -> None:
    _, [seat, *_] = await works.open_session(await works.person("facilitator"))
    await say(seat)
    await say(seat)
    first, second = run(works, "select to_jsonb(d) - 'id' - 'sha256' from private.dictations d")
    assert first[0]["person_id"] is None  # type: ignore[index]
    assert first[0]["asked_by"] != second[0]["asked_by"]  # type: ignore[index]
    known = "select encode(secret_hash, 'hex'), seat_id::text from private.seat_secrets"
    ids = {str(each) for row in run(works, known) for each in row}
    assert not [each for each in ids if each in str((first, second))]


async def test_a_question_that_nobody_waits_for_is_forgotten_after_an_hour(works: Works) -> None:
    _, [seat, *_] = await works.open_session(await works.person("facilitator"))
    await say(seat)
    stays = "select ends_at - now() <= interval '1 hour' from private.dictations"
    assert run(works, stays) == [(True,)]


async def test_a_card_that_is_no_seat_dictates_nothing(works: Works) -> None:
    stranger = await works.visitors.with_cookies(None, "x" * 40)
    with pytest.raises(NotFoundError):
        await stranger.loop.dictations.piece(uuid4(), 0, b"x")
