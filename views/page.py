"""The frame that all screens share: where one can go from here, and the way back."""

from collections.abc import Sequence

import flet as ft

from views.components.scaffold import Place, scaffold, use_wide
from views.live import Refused
from views.refused import NoSeat, NoWayIn

PEOPLE = (
    Place("/", "Sessions", ft.Icons.GROUPS_OUTLINED, ft.Icons.GROUPS_ROUNDED),
    Place("/themes", "Themes", ft.Icons.HUB_OUTLINED, ft.Icons.HUB_ROUNDED),
    Place("/memory", "Memory", ft.Icons.HISTORY_EDU_OUTLINED, ft.Icons.HISTORY_EDU_ROUNDED),
    Place("/cards", "Look for", ft.Icons.VISIBILITY_OUTLINED, ft.Icons.VISIBILITY_ROUNDED),
    Place("/more", "More", ft.Icons.MORE_HORIZ_ROUNDED, ft.Icons.MORE_HORIZ_ROUNDED),
)
"""Where signed-in people go. A seat has one place: its team."""


def page_of(
    name: str,
    *body: ft.Control,
    at: str = "",
    places: Sequence[Place] = (),
    side: Sequence[ft.Control] = (),
    back: bool = False,
    refused: Refused | None = None,
) -> ft.View:
    """A whole screen; a hook, so called once and never inside a branch.

    What was `refused` stands in place of the body: no screen waits for ever.
    """
    if refused is not None:
        body, side = (NoWayIn(refused) if places else NoSeat(refused),), ()
    return scaffold(body, wide=use_wide(), name=name, places=places, at=at, side=side, back=back)
