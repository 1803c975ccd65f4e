"""Flet hooks with the types that Flet 1.0.5 leaves out."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

import flet as ft

from views.guard import NoSuchPageError

T = TypeVar("T")


def use_model(make: Callable[[], T]) -> T:
    """The model this component keeps for as long as it is on screen; made once, on first draw."""
    model: T = ft.use_state(cast("Any", make))[0]
    return model


def use_id(name: str) -> UUID:
    """The id that stands in the address under this name."""
    try:
        return UUID(ft.use_route_params()[name])
    except ValueError:
        raise NoSuchPageError("There is no such page.") from None
