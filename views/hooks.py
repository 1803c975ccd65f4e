"""Flet hooks with the types that Flet 1.0.5 leaves out, and what several screens hang on them."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

import flet as ft

from views.guard import NoSuchPageError

T = TypeVar("T")


def use_model(make: Callable[[], T]) -> T:
    """The model this component keeps for as long as it is on screen; made once, on first draw."""
    model: T = ft.use_state(cast("Any", make))[0]
    return model


def use_task(
    run: Callable[[], Coroutine[Any, Any, None]], dependencies: Sequence[object] = ()
) -> None:
    """A task for as long as the component is on screen, begun anew when a dependency changes."""
    running: ft.MutableRef[asyncio.Task[None] | None] = ft.use_ref(None)

    def begin() -> None:
        running.current = asyncio.create_task(run())

    async def end() -> None:
        if running.current is not None:
            running.current.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running.current

    ft.use_effect(begin, list(dependencies), cleanup=end)


def use_id(name: str) -> UUID:
    """The id that stands in the address under this name."""
    try:
        return UUID(ft.use_route_params()[name])
    except ValueError:
        raise NoSuchPageError("There is no such page.") from None
