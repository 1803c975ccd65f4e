"""A team on the example's works, and the shortcut to a story that has been released."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from services.backend.visitor import Visitor
from tests.support.works import Works

WORDS = (
    "I lift the drum alone at night.",
    "The guard switch sticks when it is cold.",
    "Nobody told us about the new valve.",
)


@dataclass
class Crew:
    """A session of one's own: its guide, its seats, and the tables for what takes days."""

    works: Works
    guide: Visitor
    session_id: UUID
    seats: list[Visitor]
    tables: psycopg.AsyncConnection

    async def everyone_speaks(self) -> None:
        for seat, words in zip(self.seats, WORDS, strict=False):
            await self.works.say(seat, words)

    async def line(self, words: str) -> UUID:
        board = await self.guide.sessions.board(self.session_id)
        return next(each.id for each in board.lines if each.words == words)

    async def to(self, phase: str) -> None:
        """Put the session into a phase, past its gates."""
        await self.tables.execute(
            "update leaven.sessions set phase = %s, sponsor_role = 'operations manager',"
            " soak_began = now(), soak_until = now() + interval '1 day' where id = %s",
            (phase, self.session_id),
        )

    async def release(self) -> None:
        """What remains of a story that the team has let go."""
        for statement in (
            "update leaven.observations set released_week = '2026-W47' where session_id = %s",
            "delete from leaven.holds where session_id = %s",
            "delete from private.session_keys where session_id = %s",
            "update leaven.sessions set released_week = '2026-W47', released_voices = 3"
            " where id = %s",
        ):
            await self.tables.execute(statement, (self.session_id,))

    async def count(self, table: str) -> int:
        row = await (await self.tables.execute(f"select count(*) from {table}")).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
async def crew_of(works: Works) -> AsyncIterator[Callable[[int], Awaitable[Crew]]]:
    """A way to open a session in Learn with as many taken seats as one says."""
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as tables:

        async def make(seats: int = 3) -> Crew:
            guide = await works.person("facilitator")
            session_id, seated = await works.open_session(guide, seats)
            return Crew(works, guide, session_id, seated, tables)

        yield make


@pytest.fixture
async def crew(crew_of: Callable[[int], Awaitable[Crew]]) -> Crew:
    return await crew_of(3)


@pytest.fixture
async def spoken(crew: Crew) -> Crew:
    """Three seats have said one thing each."""
    await crew.everyone_speaks()
    return crew


@pytest.fixture
async def released(spoken: Crew) -> Crew:
    """The story is released and the team is in Improve."""
    await spoken.to("improve")
    await spoken.release()
    return spoken
