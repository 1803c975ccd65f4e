"""From a line sent to a board that has it, with eight seats at once and a full board."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID, uuid4

import psycopg

from app.domain.capture import TypedWords
from services.backend.visitor import Visitor

LINES_EACH = 6
MANY_LINES = 500
PATIENCE = 60.0


async def board_updates(
    facilitator: Visitor, session: UUID, seats: Sequence[Visitor], dsn: str
) -> dict[str, list[float]]:
    """Seconds for each line, by what was measured.

    Every phone sends as fast as it can; the guide's board loads whenever it is told to.
    """
    alone = await _round(facilitator, session, seats)
    _fill(dsn, session)
    full = await _round(facilitator, session, seats)
    return {
        f"line to board, {len(seats)} phones at once": alone,
        f"the same, {MANY_LINES} lines on the board": full,
    }


async def _round(facilitator: Visitor, session: UUID, seats: Sequence[Visitor]) -> list[float]:
    sent: dict[str, float] = {}
    took: dict[str, float] = {}
    following = asyncio.create_task(
        _follow(facilitator, session, sent, took, len(seats) * LINES_EACH)
    )
    await asyncio.gather(*(_speak(seat, at, sent) for at, seat in enumerate(seats)))
    await asyncio.wait_for(following, PATIENCE)
    return list(took.values())


async def _speak(seat: Visitor, at: int, sent: dict[str, float]) -> None:
    for number in range(LINES_EACH):
        words = f"Phone {at} says its line number {number}, {uuid4().hex[:6]}."
        sent[words] = time.perf_counter()
        await seat.captures.text(seat.seat, uuid4(), TypedWords(phase="learn", words=words))


async def _follow(
    facilitator: Visitor,
    session: UUID,
    sent: dict[str, float],
    took: dict[str, float],
    everyone: int,
) -> None:
    async for _ in facilitator.live.changes(str(session), at_once=True):
        board = await facilitator.sessions.board(session)
        now = time.perf_counter()
        for line in board.lines:
            if line.words in sent and line.words not in took:
                took[line.words] = now - sent[line.words]
        if len(took) == everyone:
            return


def _fill(dsn: str, session: UUID) -> None:
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(
            "insert into leaven.observations (id, org_id, session_id, phase, words, state)"
            " select gen_random_uuid(), org_id, id, 'learn', 'Line number ' || n, 'confirmed'"
            " from leaven.sessions, generate_series(1, %s) n where id = %s",
            (MANY_LINES, session),
        )
