"""Flet hooks with the types that Flet 1.0.5 leaves out."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import flet as ft

T = TypeVar("T")


def use_model(make: Callable[[], T]) -> T:
    """The model this component keeps for as long as it is on screen; made once, on first draw."""
    model: T = ft.use_state(cast("Any", make))[0]
    return model
