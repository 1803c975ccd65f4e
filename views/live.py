"""Keep a screen as fresh as the database: load it, and load it again after each change."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import flet as ft

from views.context import use_visitor
from views.guard import gone, handler


def use_live(session_id: str | None, load: Callable[[], Awaitable[None]]) -> None:
    """Call `load` when the screen opens and whenever something of the session changes.

    A hook. The task ends with the component; a failed load tells the person and goes on waiting.
    """
    visitor = use_visitor()
    following: ft.MutableRef[asyncio.Task[None] | None] = ft.use_ref(None)

    async def follow() -> None:
        if session_id is None:
            await handler(load)()
            return
        async for _ in visitor.live.changes(session_id, at_once=True):
            if gone():
                return
            await handler(load)()

    def begin() -> None:
        following.current = asyncio.create_task(follow())

    async def end() -> None:
        if following.current is not None:
            following.current.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following.current

    ft.use_effect(begin, [session_id], cleanup=end)
