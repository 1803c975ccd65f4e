"""Which screen answers which address."""

import flet as ft

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
                    ft.Route(path="sign-in", component=SignInScreen),
                    ft.Route(path="sessions/new", component=PrepareScreen),
                    ft.Route(path="sessions/:session_id", component=SessionScreen),
                    ft.Route(path="sessions/:session_id/release", component=ReleaseScreen),
                    ft.Route(path="themes", component=ThemesScreen),
                    ft.Route(path="themes/:theme_id", component=ThemeScreen),
                    ft.Route(path="desk", component=DeskScreen),
                    ft.Route(path="search", component=SearchScreen),
                    ft.Route(path="team", component=TeamScreen),
                    ft.Route(path="record", component=RecordScreen),
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
