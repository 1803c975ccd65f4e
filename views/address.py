"""A screen at its address."""

from collections.abc import Callable

import flet as ft


def address(path: str, screen: Callable[..., ft.View]) -> ft.Route:
    """Another address of the same screen, such as another card's, is begun anew.

    Flet 1.0.5 would keep the screen as it stands: one card's words under another one's address.
    """
    return ft.Route(path=path, component=lambda: screen(key=ft.context.page.route))
