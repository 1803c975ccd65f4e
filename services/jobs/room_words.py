"""The room job: a recording of the room becomes lines while it is still being made."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from app.errors import InvalidInputError, LeavenError, NotFoundError
from services.jobs.site_hints import hints_for
from services.jobs.workbench import Workbench, ready_transcriber
from services.speech.engine import Segment, Word
from services.speech.errors import TranscriptionCancelledError
from services.speech.room import MAX_ROOM_SECONDS, Passage, RoomRecording, place_pins
from services.speech.transcriber import Transcriber

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 8
"""Tries without a single new window; killed workers are counted, waiting for the tablet is not."""
GAVE_UP = "The words could not be made out."
PART_MISSING = "Part of the recording is missing."
LOOK_EVERY = 1.0
PATIENCE = 60.0
"""Seconds to wait for the tablet's next piece; the job ends then, and the piece wakes another."""
A_LITTLE_LONGER = 60.0
"""Seconds beyond the ninety minutes that a recorder may take to stop."""
PIECE = 64 * 1024

BEGIN = """
update private.room_hearings h set tries = tries + 1
  from leaven.sessions s where h.capture_id = %s and h.state = 'waiting' and s.id = h.session_id
returning h.done, h.tries, h.session_id, s.language, s.site_id
"""
NEXT_PIECE = """
select c.bytes from private.upload_chunks c where c.capture_id = %s and c.n = %s
"""
STANDS = "select 1 from private.room_hearings where capture_id = %s and state = 'waiting'"
WHOLE = """
select r.path, r.pins from leaven.room_recordings r join private.room_hearings h
    on r.id = private.line_id(h.session_id, h.capture_id)
 where h.capture_id = %s
"""
HEARD = """
update private.room_hearings
   set heard = greatest(heard, %(heard)s), chunks = greatest(chunks, %(n)s)
 where capture_id = %(id)s and (heard < %(heard)s or chunks < %(n)s)
"""
# One window, once: whoever is second finds that it is done.
PASSED = """
update private.room_hearings set done = %(end)s, heard = greatest(heard, %(end)s), tries = 0
 where capture_id = %(id)s and state = 'waiting' and done = %(before)s
"""
KEEP_LINE = """
insert into leaven.room_lines (session_id, capture_id, place, words, unsure, doubtful, beats)
values (%(session)s, %(id)s, %(place)s, %(words)s, %(unsure)s, %(doubtful)s, %(beats)s)
"""
SETTLE = """
update private.room_hearings set state = %(state)s, reason = %(reason)s
 where capture_id = %(id)s and state = 'waiting'
"""
WAITED = "update private.room_hearings set tries = 0 where capture_id = %s"
SPOKEN = """
select id, place, words, beats from leaven.room_lines
 where capture_id = %s order by place for update
"""
PIN = "update leaven.room_lines set pins = %s where id = %s"
QUEUE_WAITING = "select private.queue_waiting_rooms()"


class _NothingNewError(Exception):
    """The tablet is silent for now."""


@dataclass
class _Room:
    capture_id: str
    done: float
    tries: int
    session_id: Any
    language: str
    site_id: Any


async def transcribe_room(workbench: Workbench, capture_id: str) -> None:
    """Turn what has come of a room into lines, and go on while more comes.

    Idempotent: a window that is in words stays as it is. Without a model the room waits.

    Raises:
        Exception: a passing fault; the queue tries again, later each time.
    """
    transcriber = await ready_transcriber(workbench)
    room = await _begin(workbench, capture_id) if transcriber else None
    if room is None or transcriber is None:
        return
    try:
        await _listen(workbench, transcriber, room)
    except TranscriptionCancelledError:
        return
    except _NothingNewError:
        await _do(workbench, WAITED, (capture_id,))
    except (InvalidInputError, NotFoundError) as problem:  # the same bytes stay as bad tomorrow
        await _settle(workbench, capture_id, "set_aside", str(problem))
    except Exception as problem:
        if room.tries < GIVE_UP_AFTER:
            raise
        logger.exception("room job gave up", extra={"capture_id": capture_id})
        reason = str(problem) if isinstance(problem, LeavenError) else GAVE_UP
        await _settle(workbench, capture_id, "set_aside", reason)


async def queue_waiting_rooms(workbench: Workbench) -> None:
    """Rooms with something new and nobody at it (a lost job, a model that has come) are queued."""
    await _do(workbench, QUEUE_WAITING, ())


async def _begin(workbench: Workbench, capture_id: str) -> _Room | None:
    async with workbench.pool.connection() as connection:
        row = await (await connection.execute(BEGIN, (capture_id,))).fetchone()
    room = _Room(capture_id, *row) if row else None
    if room and room.tries > GIVE_UP_AFTER:
        await _settle(workbench, capture_id, "set_aside", GAVE_UP)
        return None
    return room


async def _listen(workbench: Workbench, transcriber: Transcriber, room: _Room) -> None:
    hints = await hints_for(workbench, room.site_id)
    recording = transcriber.room(language=room.language, hints=hints, done_until=room.done)
    pieces = _Pieces(workbench, room.capture_id, recording)
    try:
        await asyncio.to_thread(_hear_all, workbench, room, recording, pieces)
    finally:
        pieces.stop.set()
    await _place_pins(workbench, room.capture_id, pieces.pins)
    reason = PART_MISSING if recording.damaged else ""
    await _settle(workbench, room.capture_id, "in_words", reason)


def _hear_all(
    workbench: Workbench, room: _Room, recording: RoomRecording, pieces: "_Pieces"
) -> None:
    """In a thread of its own: it waits for pieces, and for the engine."""
    longest = MAX_ROOM_SECONDS + A_LITTLE_LONGER
    for passage in recording.passages(pieces, cancelled=pieces.stop.is_set, max_seconds=longest):
        pieces.on_loop(_keep(workbench, room, passage))
        room.done = passage.end


class _Pieces:
    """The recording's bytes in order: piece by piece while they come, from the bucket at the end.

    Iterating blocks a thread; what it asks runs on the worker's loop.
    """

    def __init__(self, workbench: Workbench, capture_id: str, recording: RoomRecording) -> None:
        self.pins: Sequence[float] = ()
        self.stop = threading.Event()
        self._workbench = workbench
        self._capture_id = capture_id
        self._recording = recording
        self._loop = asyncio.get_running_loop()

    def on_loop(self, asked: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()

    def __iter__(self) -> Iterator[bytes]:
        taken = n = 0
        while (piece := self.on_loop(self._next(n))) is not None:
            taken, n = taken + len(piece), n + 1
            yield piece
        rest = self.on_loop(self._whole())
        for at in range(taken, len(rest), PIECE):
            yield rest[at : at + PIECE]

    async def _next(self, n: int) -> bytes | None:
        """The piece with this number, or None when the whole is in the bucket."""
        for _ in range(max(1, round(PATIENCE / LOOK_EVERY))):
            await self._still_wanted(n)
            async with self._workbench.pool.connection() as connection:
                row = await (await connection.execute(NEXT_PIECE, (self._capture_id, n))).fetchone()
                whole = await (await connection.execute(WHOLE, (self._capture_id,))).fetchone()
            if row or whole:
                return bytes(row[0]) if row else None
            await asyncio.sleep(LOOK_EVERY)
        raise _NothingNewError

    async def _still_wanted(self, n: int) -> None:
        """Says how far it is; raises when the room was forgotten or the worker is to stop."""
        heard = {"id": self._capture_id, "heard": self._recording.heard, "n": n}
        async with self._workbench.pool.connection() as connection:
            await connection.execute(HEARD, heard)
            stands = await (await connection.execute(STANDS, (self._capture_id,))).fetchone()
        if stands is None or self.stop.is_set():
            raise TranscriptionCancelledError

    async def _whole(self) -> bytes:
        async with self._workbench.pool.connection() as connection:
            row = await (await connection.execute(WHOLE, (self._capture_id,))).fetchone()
        if row is None:
            raise TranscriptionCancelledError
        self.pins = row[1]
        return await self._workbench.recordings.read(row[0])


async def _keep(workbench: Workbench, room: _Room, passage: Passage) -> None:
    """The window's lines and how far the room is, in one transaction."""
    async with workbench.pool.connection() as connection, connection.transaction():
        window = {"id": room.capture_id, "before": room.done, "end": passage.end}
        if not (await connection.execute(PASSED, window)).rowcount:
            raise TranscriptionCancelledError  # forgotten, or in words by another's hand
        async with connection.cursor() as cursor:
            await cursor.executemany(
                KEEP_LINE, [_row(room, each) for each in passage.segments if each.text.strip()]
            )


def _row(room: _Room, segment: Segment) -> dict[str, Any]:
    return {
        "session": room.session_id,
        "id": room.capture_id,
        "place": segment.start,
        "words": segment.text.strip(),
        "unsure": [word.text for word in segment.words if word.unsure],
        "doubtful": segment.doubtful,
        "beats": Jsonb([[word.text, word.start] for word in segment.words]),
    }


def _spoken(place: float, words: str, beats: list[tuple[str, float]]) -> Segment:
    """A stored line as far as a pin asks: where it stands, and when each word was said."""
    known = tuple(Word(text, start, start, 1.0) for text, start in beats)
    return Segment(words, place, place, 0.0, 0.0, 1.0, known)


async def _place_pins(workbench: Workbench, capture_id: str, pins: Sequence[float]) -> None:
    """Each pin to the word that was just said; to a whole line where the team has mended it."""
    if not pins:
        return
    async with workbench.pool.connection() as connection, connection.transaction():
        rows = await (await connection.execute(SPOKEN, (capture_id,))).fetchall()
        segments = [_spoken(*row[1:]) for row in rows]
        places: dict[Any, list[int]] = {}
        for place in place_pins(pins, segments):
            places.setdefault(rows[place.segment][0], []).append(place.character)
        for line, characters in places.items():
            await connection.execute(PIN, (characters, line))


async def _settle(workbench: Workbench, capture_id: str, state: str, reason: str) -> None:
    await _do(workbench, SETTLE, {"id": capture_id, "state": state, "reason": reason})


async def _do(workbench: Workbench, statement: str, given: Any) -> None:
    async with workbench.pool.connection() as connection:
        await connection.execute(statement, given)
