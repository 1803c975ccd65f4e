"""How long the team has been together, as this tablet knows it; the database keeps no such time."""

import asyncio
import time
from uuid import UUID

import flet as ft

from views.components.cards import card
from views.components.text import note, title
from views.guard import component
from views.hooks import use_task
from views.words import say

TICK_SECONDS = 30
READ_BACK_SOON = 60  # minutes: a Learn of ninety keeps the last quarter of an hour for it


@component
def Clock(session_id: UUID) -> ft.Control:
    """Minutes since this tablet first opened Learn; leaving the screen does not set it back."""
    minutes, set_minutes = ft.use_state(_minutes_since(_began(session_id)))

    async def tick() -> None:
        began = _began(session_id)
        while True:
            await asyncio.sleep(TICK_SECONDS)
            set_minutes(_minutes_since(began))

    use_task(tick)
    return card(
        note(say("Together for")),
        title(say("{minutes} min", minutes=minutes)),
        *([_read_back()] if minutes >= READ_BACK_SOON else []),
    )


def _read_back() -> ft.Control:
    return note(say("Read the lines back at about 75 minutes."))


def _began(session_id: UUID) -> float:
    """When this visitor's tablet first showed Learn of that session, by the server's own clock."""
    store, key = ft.context.page.session.store, f"learn-{session_id}"
    if store.get(key) is None:
        store.set(key, time.monotonic())
    return float(store.get(key))


def _minutes_since(began: float) -> int:
    return int((time.monotonic() - began) // 60)
