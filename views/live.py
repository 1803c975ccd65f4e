"""Fill a screen, and keep it as fresh as the database; a screen that cannot be filled says why."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import cast

import flet as ft

from app.errors import LeavenError
from views.context import use_visitor
from views.guard import broken, gone, handler

Load = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Refused:
    """Why a screen could not be filled, and how to try once more."""

    why: LeavenError
    again: Load


def use_load(load: Load, dependencies: Sequence[object] = ()) -> Refused | None:
    """Call `load` when the screen opens and whenever one of `dependencies` changes. A hook."""
    fill, refused = _use_filling(load)
    ft.use_effect(handler(fill), list(dependencies))
    return refused


def use_live(session_id: str | None, load: Load) -> Refused | None:
    """Call `load` when the screen opens and whenever something of the session changes.

    A hook. The task ends with the component; a failed load tells the person and goes on waiting.
    """
    visitor = use_visitor()
    fill, refused = _use_filling(load)
    following: ft.MutableRef[asyncio.Task[None] | None] = ft.use_ref(None)

    async def follow() -> None:
        if session_id is None:
            await handler(fill)()
            return
        async for _ in visitor.live.changes(session_id, at_once=True):
            if gone():
                return
            await handler(fill)()

    def begin() -> None:
        following.current = asyncio.create_task(follow())

    async def end() -> None:
        if following.current is not None:
            following.current.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following.current

    ft.use_effect(begin, [session_id], cleanup=end)
    return refused


def _use_filling(load: Load) -> tuple[Load, Refused | None]:
    """The load that remembers a refusal, as long as nothing has ever come.

    A screen that stands is not taken away again, with what was typed on it: then it is told.
    """
    why, set_why = ft.use_state(cast("LeavenError | None", None))
    filled: ft.MutableRef[bool] = ft.use_ref(False)

    async def fill() -> None:
        try:
            await load()
        except Exception as error:
            if filled.current or gone():
                raise
            set_why(error if isinstance(error, LeavenError) else broken(load, error))
            return
        filled.current = True
        set_why(None)

    return fill, Refused(why, fill) if why is not None else None
