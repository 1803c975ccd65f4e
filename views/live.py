"""Fill a screen, and keep it as fresh as the database; a screen that cannot be filled says why."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import cast

import flet as ft

from app.errors import LeavenError
from services.backend.visitor import Visitor
from views.context import use_visitor
from views.guard import broken, gone, handler
from views.hooks import use_task

Load = Callable[[Visitor], Awaitable[None]]
"""What fills a screen, such as a model's own `load`."""


@dataclass(frozen=True)
class Refused:
    """Why a screen could not be filled, and how to try once more."""

    why: LeavenError
    again: Callable[[], Awaitable[None]]


def use_load(load: Load, whenever: Sequence[object] = ()) -> Refused | None:
    """Call `load` when the screen opens, and when one of `whenever` has changed. A hook."""
    fill, refused = _use_filling(use_visitor(), load)
    ft.use_effect(handler(fill), list(whenever))
    return refused


def use_live(session_id: str | None, load: Load) -> Refused | None:
    """Call `load` when the screen opens and whenever something of the session changes.

    A hook. The task ends with the component; a failed load tells the person and goes on waiting.
    """
    visitor = use_visitor()
    fill, refused = _use_filling(visitor, load)

    async def follow() -> None:
        if session_id is None:
            await handler(fill)()
            return
        async for _ in visitor.live.changes(session_id, at_once=True):
            if gone():
                return
            await handler(fill)()

    use_task(follow, [session_id])
    return refused


def _use_filling(
    visitor: Visitor, load: Load
) -> tuple[Callable[[], Awaitable[None]], Refused | None]:
    """The load that remembers a refusal, as long as nothing has ever come.

    A screen that stands is not taken away again, with what was typed on it: then it is told.
    """
    why, set_why = ft.use_state(cast("LeavenError | None", None))
    filled: ft.MutableRef[bool] = ft.use_ref(False)

    async def fill() -> None:
        try:
            await load(visitor)
        except Exception as error:
            if filled.current or gone():
                raise
            set_why(error if isinstance(error, LeavenError) else broken(load, error))
            return
        filled.current = True
        set_why(None)

    return fill, Refused(why, fill) if why is not None else None
