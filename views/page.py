"""The frame that all screens share: where one can go from here, and the way back."""

from collections.abc import Sequence

import flet as ft

from views.components.scaffold import Place, scaffold, use_wide
from views.context import use_visitor
from views.live import Refused
from views.refused import NoWayIn, Whose

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
    whose: Whose,
    at: str = "",
    alone: bool = False,
    side: Sequence[ft.Control] = (),
    back: bool = False,
    refused: Refused | None = None,
) -> ft.View:
    """A whole screen; a hook, so called once on each drawing.

    Args:
        name: the heading at the top, in the visitor's language.
        body: what the screen is about, from top to bottom.
        whose: for whom it is: whether places stand beside it, and where a refusal leads.
        at: the address of the place where we are.
        alone: one purpose, to be finished first: no places beside it.
        side: what helps beside it.
        back: whether the arrow back is shown.
        refused: why it could not be filled, in place of the body: no screen waits for ever.
    """
    visitor = use_visitor()
    signs_in = whose == "people" or (whose == "anybody" and visitor.signed_in)
    if refused is not None:
        body, side = (NoWayIn(refused, whose),), ()
    return scaffold(
        body,
        wide=use_wide(),
        name=name,
        places=PEOPLE if signs_in and not alone else (),
        at=at,
        side=side,
        back=back,
    )
