"""Database notifications to screens: one listening connection a process, fanned out inside it.

A notification carries a session's id and nothing else; each screen then fetches what its own
visitor may see. Nothing of one visitor passes through here to another.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from types import TracebackType

import psycopg

logger = logging.getLogger(__name__)
CHANNEL = "leaven"
POLL_SECONDS = 5.0
RECONNECT_SECONDS = 1.0


class Live:
    """Tells subscribers that something of a session changed. Without a DSN it ticks every 5 s."""

    def __init__(self, dsn: str | None) -> None:
        self._dsn = dsn
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Live":
        self._task = asyncio.create_task(self._listen() if self._dsn else self._tick())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def changes(self, session_id: str, *, at_once: bool = False) -> AsyncIterator[None]:
        """Yield after each change of the session; changes in quick succession count once.

        `at_once` yields a first time without a change: nothing is missed between look and listen.
        """
        changed = asyncio.Event()
        self._waiting[session_id].add(changed)
        if at_once:
            changed.set()
        try:
            while True:
                await changed.wait()
                changed.clear()
                yield
        finally:
            self._waiting[session_id].discard(changed)
            if not self._waiting[session_id]:
                del self._waiting[session_id]

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except psycopg.OperationalError:
                logger.warning("listening connection lost; trying again")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._dsn or "", autocommit=True)
        async with connection:
            await connection.execute(f"listen {CHANNEL}")
            self._wake_all()  # whatever was missed while nobody listened
            async for notification in connection.notifies():
                self._wake(notification.payload)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            self._wake_all()

    def _wake(self, session_id: str) -> None:
        for changed in self._waiting.get(session_id, ()):
            changed.set()

    def _wake_all(self) -> None:
        for session_id in self._waiting:
            self._wake(session_id)
