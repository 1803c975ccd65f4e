"""What the room said, on the guide's tablet: while it is recorded, and at read-back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import flet as ft
import numpy as np
import psycopg
import pytest

from app.domain.capture import TypedWords
from services.backend.connection import Connection
from services.backend.recordings import Recordings
from services.backend.rooms import Rooms
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.decode import decode
from services.speech.load import load_engine
from services.speech.transcriber import Transcriber
from tests.speech.conftest import clip, spoken
from tests.support.screen import Screen
from tests.support.sounds import encoded, silence
from tests.support.visits import shown_to
from tests.support.whisper_checkpoint import expand
from tests.support.works import Works

SENTENCE = spoken()["austen-0890.webm"]


@dataclass
class HeardRoom:
    """A session of three seats and what the machine has heard in its room."""

    guide: Visitor
    session_id: UUID
    seats: list[Visitor]
    database: psycopg.AsyncConnection

    async def hear(self, words: str, place: float, *, pinned: bool = False) -> None:
        await self.database.execute(
            "insert into leaven.room_lines"
            " (session_id, capture_id, place, words, unsure, doubtful, pins)"
            " select session_id, capture_id, %s, %s, %s, %s, %s from private.room_hearings",
            (place, words, ["guard"], "beep" in words, [len(words)] if pinned else []),
        )


@pytest.fixture
async def heard(works: Works) -> AsyncIterator[HeardRoom]:
    guide = await works.person("facilitator")
    session_id, seats = await works.open_session(guide)
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as database:
        await database.execute(
            "insert into private.room_hearings (capture_id, session_id, heard, done)"
            " values (%s, %s, 150, 75)",
            (uuid4(), session_id),
        )
        room = HeardRoom(guide, session_id, seats, database)
        await room.hear("the guard jams at night", 1.0)
        await room.hear("we wait for the second beep", 9.0, pinned=True)
        yield room


def drawn(screen: Screen) -> list[str]:
    """Texts that are made of pieces, as the machine's words are."""
    return ["".join(span.text or "" for span in each.spans or []) for each in screen.all(ft.Text)]


async def test_the_board_shows_the_rooms_words_as_the_machines_and_how_far_it_is(
    heard: HeardRoom,
) -> None:
    async with shown_to(heard.guide, f"/sessions/{heard.session_id}") as board:
        await board.until(lambda: "the guard jams at night" in drawn(board))
        assert "From the room" in board.texts
        assert "1:15 of 2:30" in board.texts
        assert "Look twice at: guard" in board.texts
        assert any("may be invented" in each for each in board.texts)
        assert "Pinned" in board.texts
        await heard.hear("nobody knows who has the key", 20.0)
        await board.until(lambda: "nobody knows who has the key" in drawn(board))


async def test_an_unsure_word_is_underlined_and_not_only_coloured(heard: HeardRoom) -> None:
    async with shown_to(heard.guide, f"/sessions/{heard.session_id}") as board:
        await board.until(lambda: "the guard jams at night" in drawn(board))
        spans = [span for text in board.all(ft.Text) for span in text.spans or []]
        (guard,) = [span for span in spans if span.text == "guard"]
        assert guard.style is not None
        assert guard.style.decoration == ft.TextDecoration.UNDERLINE


async def test_at_read_back_a_line_stands_is_mended_or_goes(heard: HeardRoom) -> None:
    async with shown_to(heard.guide, f"/sessions/{heard.session_id}/release") as tablet:
        await tablet.until(lambda: "we wait for the second beep" in drawn(tablet))
        words = [each for each in drawn(tablet) if each]
        assert words[0] == "we wait for the second beep", "what was pinned comes first"
        await tablet.tap("Drop it")
        await tablet.until(lambda: "the guard jams at night" not in drawn(tablet))
        await tablet.tap("Mend it")
        field = tablet.one(ft.TextField)
        await tablet.type_into(field, "We wait for the second beep.")
        await tablet.tap("It stands")
        await tablet.until(lambda: "Everything from the room is settled." in tablet.texts)
    text = await heard.guide.room_words.text(heard.session_id)
    assert [(line.words, line.kept) for line in text.lines] == [
        ("We wait for the second beep.", True)
    ]


async def test_who_stops_asking_is_told_that_the_rooms_words_go(heard: HeardRoom) -> None:
    await heard.guide.consents.ask(heard.session_id)
    async with shown_to(heard.guide, f"/sessions/{heard.session_id}") as board:
        await board.until(lambda: "Stop asking" in board.labels)
        await board.tap("Stop asking")
        assert board.dialog.semantics_label == "Stop asking?"
        await board.fire(board.dialog.actions[-1], "click")
        await board.until(lambda: "From the room" not in board.texts)
    assert (await heard.guide.room_words.text(heard.session_id)).lines == ()


async def test_the_release_says_that_unsettled_words_of_the_room_go(heard: HeardRoom) -> None:
    for number, seat in enumerate(heard.seats):
        details = f"The lift needs two, say {number}."
        await seat.captures.text(seat.seat, uuid4(), TypedWords(phase="learn", words=details))
    await heard.guide.sessions.move(heard.session_id, "soak")
    for seat in heard.seats:
        await seat.releases.read_back(seat.seat)
    async with shown_to(heard.guide, f"/sessions/{heard.session_id}/release") as tablet:
        await tablet.until(lambda: "Release the story" in tablet.labels)
        await tablet.tap("Release the story")
        told = tablet.dialog.content
        assert isinstance(told, ft.Column)
        first = told.controls[0]
        assert isinstance(first, ft.Text)
        assert "2 lines from the room that nobody let stand are destroyed." in first.value
        await tablet.fire(tablet.dialog.actions[-1], "click")
        await tablet.until(lambda: "Released" in tablet.texts)
    assert (await heard.guide.room_words.text(heard.session_id)).recordings == ()


async def test_from_the_microphone_to_the_board_while_the_recording_goes_on(
    works: Works, tmp_path: Path
) -> None:
    """The tablet's pieces over HTTP, the real queue, a real engine, and the board open beside."""
    guide = await works.person("facilitator")
    session_id, seats = await works.open_session(guide)
    await guide.consents.ask(session_id)
    for seat in seats:
        await seat.consents.answer(seat.seat, yes=True)
    signed_in = Connection(works.project, guide.sessions._connection._token)
    server = Connection(works.project, as_server=True)
    tablet = Rooms(signed_in, server, Recordings(works.project))
    sound, capture = half_a_minute_of_silence_after_a_sentence(), uuid4()
    async with at_work(works, tmp_path), shown_to(guide, f"/sessions/{session_id}") as board:
        for n, at in enumerate(range(0, len(sound), 8_000)):
            await tablet.chunk(session_id, capture, n, sound[at : at + 8_000])
        async with asyncio.timeout(60):
            while SENTENCE not in drawn(board):
                await board.settle()
        assert "In words" in board.texts
        assert "More comes while the recording goes on." in board.texts
        assert guide.signed_in


def half_a_minute_of_silence_after_a_sentence() -> bytes:
    said = decode(clip("austen-0890.webm"))
    sound = np.concatenate([said.window(0, said.pcm.size), silence(30)])
    return encoded(sound, "webm", "libopus")


@asynccontextmanager
async def at_work(works: Works, folder: Path) -> AsyncIterator[None]:
    """A worker with the tiny checkpoint."""
    transcriber = Transcriber(load_engine("faster", expand("faster", folder)))
    async with open_pool(works.dsn, size=4) as pool:
        bench = Workbench(pool, Recordings(works.project), lambda: transcriber, resolve)
        queue = make_queue(works.dsn, bench)
        async with queue.open_async():
            worker = asyncio.create_task(
                queue.run_worker_async(
                    queues=["room"], install_signal_handlers=False, shutdown_graceful_timeout=0.2
                )
            )
            yield
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
