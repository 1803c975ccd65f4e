"""Exports, row by row: pages of a thousand from the database, never all at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from services.backend.connection import Connection

Row = dict[str, Any]
KINDS = ("sessions", "lines", "actions", "cards")
BATCH = 50
MOST = {"sessions": 200, "lines": 1000, "actions": 200, "cards": 200}


class Exports:
    """What has been released, for who may take it out. No seats, no receipts, no recordings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def check(self, org_id: UUID, session_id: UUID | None = None) -> None:
        """Raise NotAllowedError before the first byte, not in the middle of a file."""
        await self._page("sessions", org_id, session_id, None, 1)

    async def rows(self, org_id: UUID, session_id: UUID | None = None) -> AsyncIterator[Row]:
        """Sessions, then lines, then actions, then cards; `kind` says which a row is."""
        for kind in KINDS:
            async for row in self.of_kind(kind, org_id, session_id):
                yield row

    async def of_kind(
        self, kind: str, org_id: UUID, session_id: UUID | None = None
    ) -> AsyncIterator[Row]:
        after, full = None, True
        while full:
            page = await self._page(kind, org_id, session_id, after, MOST[kind])
            for row in page:
                yield row
            full = len(page) == MOST[kind]
            after = str(page[-1]["id"]) if page else None

    async def records(self, org_id: UUID) -> AsyncIterator[Sequence[Sequence[Row]]]:
        """Fifty sessions at a time, each as it is printed: itself, its lines, actions and cards.

        The next fifty are read while the caller works on these.
        """
        batch = await self._batch(org_id, None)
        while batch:
            full, last = len(batch) == BATCH, str(batch[-1][0]["id"])
            coming = asyncio.create_task(self._batch(org_id, last)) if full else None
            try:
                yield batch
                batch = await coming if coming else []
            finally:
                if coming:
                    coming.cancel()  # the reader has gone; read to the end, this does nothing

    async def _batch(self, org_id: UUID, after: str | None) -> Sequence[Sequence[Row]]:
        answer = await self._connection.read(
            "export_records", org=str(org_id), after=after, most=BATCH
        )
        records: Sequence[Sequence[Row]] = answer["records"]
        return records

    async def _page(
        self, kind: str, org_id: UUID, session_id: UUID | None, after: str | None, most: int
    ) -> list[Row]:
        answer = await self._connection.read(
            f"export_{kind}",
            org=str(org_id),
            session=str(session_id) if session_id else None,
            after=after,
            most=most,
        )
        rows: list[Row] = answer["rows"]
        return rows
