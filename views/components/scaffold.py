"""The frame of a screen: a bar below on a phone; a rail and two columns from 720 pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from views.components.cards import stack
from views.components.mark import our_mark
from views.components.scale import HUGE, LARGE, MEDIUM, READABLE, WIDE
from views.components.text import screen_name
from views.guard import component, handler
from views.words import say

RAIL = 104
BAR = 72
"""Room for two lines of a name; Flutter lets what stands here grow to 134 % and no further."""
WideContext: ft.ContextProvider[bool] = ft.create_context(False)


@dataclass(frozen=True)
class Place:
    """Somewhere to go from everywhere: its address, its name, its picture empty and full."""

    route: str
    name: str
    icon: ft.IconData
    chosen_icon: ft.IconData


@component
def Window(
    draw: Callable[[], ft.Control],
    on_return: Callable[[], None] | None = None,
    key: str | None = None,
) -> ft.Control:
    """Outermost of all: knows whether there is room, and draws again when a phone came back."""
    page = ft.context.page
    wide, set_wide = ft.use_state((page.width or 0) >= WIDE)
    _, set_returns = ft.use_state(0)

    def resized(event: ft.PageResizeEvent) -> None:
        set_wide(event.width >= WIDE)

    def returned() -> None:
        set_returns(lambda count: count + 1)
        if on_return is not None:
            on_return()

    def listen() -> None:
        page.on_resize = handler(resized)
        page.on_connect = handler(returned)

    ft.use_effect(listen, [])
    return WideContext(wide, draw)


def use_wide() -> bool:
    """Is there room for two columns?"""
    return ft.use_context(WideContext)


def scaffold(
    body: Sequence[ft.Control],
    *,
    wide: bool,
    name: str,
    places: Sequence[Place] = (),
    at: str = "",
    side: Sequence[ft.Control] = (),
    route: str | None = None,
    back: bool = False,
) -> ft.View:
    """A whole screen. `side` stands at the right on a tablet and comes after `body` on a phone.

    Args:
        body: what the screen is about, from top to bottom.
        wide: from `use_wide()`.
        name: the heading at the top.
        places: where one can go from here; none on a screen with one purpose.
        at: the address of the place where we are.
        side: what helps beside it.
        route: this view's own address; needed inside a router with views.
        back: whether the arrow back is shown.
    """
    rail = _rail(places, at) if wide and places else ft.Container()
    content = ft.Row([rail, _columns(body, side, wide)], spacing=0, expand=True)
    return ft.View(
        route=route if route is not None else ft.use_view_path(),
        padding=0,
        appbar=_bar(name, back, mark=wide and bool(places)),
        navigation_bar=None if wide or not places else _bottom(places, at),
        controls=[ft.SafeArea(content, expand=True, avoid_intrusions_top=False)],
    )


def _bar(name: str, back: bool, mark: bool) -> ft.AppBar:
    return ft.AppBar(
        title=screen_name(name),
        title_spacing=LARGE if mark else None,
        leading=our_mark() if mark and not back else None,
        leading_width=RAIL if mark else None,
        center_title=False,
        automatically_imply_leading=back,
        toolbar_height=BAR,
        actions=[ft.Container(width=8)],
    )


def _columns(body: Sequence[ft.Control], side: Sequence[ft.Control], wide: bool) -> ft.Control:
    """Beside each other, each scrolled alone; or under each other, scrolled as one.

    The same controls under the same parents in both: when a phone is turned, everything that
    somebody has typed, chosen or opened stays as it is.
    """
    edge = LARGE if wide else MEDIUM
    padding = ft.Padding.only(left=edge, right=edge, top=8, bottom=LARGE if side else HUGE)
    readable = READABLE + 2 * LARGE if wide and not side else None
    main = _column(body, padding, wide, expand=2 if side else None, width=readable)
    beside = _column(
        side, ft.Padding.only(left=0 if wide else edge, right=edge, bottom=LARGE), wide, expand=1
    )
    return ft.Row(
        [main, beside] if side else [main],
        expand=True,
        spacing=0,
        run_spacing=0,
        wrap=not wide,
        scroll=None if wide else ft.ScrollMode.AUTO,
        alignment=ft.MainAxisAlignment.START if side else ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _column(
    controls: Sequence[ft.Control],
    padding: ft.Padding,
    wide: bool,
    *,
    expand: int | None,
    width: int | None = None,
) -> ft.Control:
    inside = ft.Container(stack(*controls, spacing=MEDIUM), padding=padding)
    return ft.Container(
        ft.Column(
            [inside],
            scroll=ft.ScrollMode.AUTO if wide else None,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            tight=not wide,
        ),
        expand=expand if wide else None,
        width=width,
    )


def _rail(places: Sequence[Place], at: str) -> ft.Control:
    return ft.NavigationRail(
        selected_index=_index(places, at),
        label_type=ft.NavigationRailLabelType.ALL,
        min_width=RAIL,
        bgcolor=ft.Colors.SURFACE,
        group_alignment=-0.9,
        on_change=handler(_goer(places)),
        destinations=[
            ft.NavigationRailDestination(
                icon=each.icon, selected_icon=each.chosen_icon, label=say(each.name)
            )
            for each in places
        ],
    )


def _bottom(places: Sequence[Place], at: str) -> ft.NavigationBar:
    return ft.NavigationBar(
        selected_index=_index(places, at) or 0,
        on_change=handler(_goer(places)),
        destinations=[
            ft.NavigationBarDestination(
                icon=each.icon, selected_icon=each.chosen_icon, label=say(each.name)
            )
            for each in places
        ],
    )


def _goer(places: Sequence[Place]) -> Callable[[ft.Event[Any]], None]:
    def go(event: ft.Event[Any]) -> None:
        ft.context.page.navigate(places[event.control.selected_index].route)

    return go


def _index(places: Sequence[Place], at: str) -> int | None:
    """The place whose address is the longest beginning of where we are."""
    fitting = [
        index
        for index, place in enumerate(places)
        if at == place.route or at.startswith(place.route.rstrip("/") + "/")
    ]
    return max(fitting, key=lambda index: len(places[index].route), default=None)
