"""Which screen answers which address."""

import flet as ft

from views.address import address
from views.board.screen import SessionScreen
from views.components.buttons import button
from views.components.waiting import empty
from views.desk.screen import DeskScreen
from views.flow_routes import ROUTES as FLOW
from views.guard import component
from views.loop_routes import ROUTES as LOOP
from views.prepare.screen import PrepareScreen
from views.release.screen import ReleaseScreen
from views.search.screen import SearchScreen
from views.sign_in.screen import SignInScreen
from views.start.screen import StartScreen
from views.team.screen import RecordScreen, TeamScreen
from views.themes.screen import ThemeScreen, ThemesScreen
from views.words import say


@component
def Routes() -> ft.Control:
    return ft.Router(
        [
            ft.Route(
                component=StartScreen,
                children=[
                    address("sign-in", SignInScreen),
                    address("sessions/new", PrepareScreen),
                    address("sessions/:session_id", SessionScreen),
                    address("sessions/:session_id/release", ReleaseScreen),
                    address("themes", ThemesScreen),
                    address("themes/:theme_id", ThemeScreen),
                    address("desk", DeskScreen),
                    address("search", SearchScreen),
                    address("team", TeamScreen),
                    address("record", RecordScreen),
                    *FLOW,
                    *LOOP,
                ],
            )
        ],
        not_found=NotFound,
        manage_views=True,
    )


@component
def NotFound() -> ft.Control:
    """What a screen holds: the router puts this one into a view of its own."""
    page = ft.context.page
    start = button(say("To the start"), lambda: page.navigate("/"), ft.Icons.HOME_ROUNDED)
    why = say("It may have moved.")
    return ft.SafeArea(
        empty(say("There is no such page"), why, ft.Icons.EXPLORE_OFF_ROUNDED, start)
    )
