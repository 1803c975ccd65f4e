"""The Flet entry point: one visitor's page, its look, and its screens."""

from collections.abc import Awaitable, Callable

import flet as ft

from services.backend.visitor import Visitor
from views.components.scaffold import Window
from views.context import VisitorContext
from views.guard import component, handler
from views.routes import Routes
from views.words import language, speak
from views.words.picker import LanguageContext

FindVisitor = Callable[[str | None, str | None, str | None], Awaitable[Visitor]]
Main = Callable[[ft.Page, str | None, str | None, str | None], Awaitable[None]]


def show_app(find_visitor: FindVisitor) -> Main:
    """The app's main: the page, which goes no further, and what a browser's cookies carry."""

    async def main(
        page: ft.Page, session: str | None, seat: str | None, wall_card: str | None
    ) -> None:
        visitor = await find_visitor(session, seat, wall_card)
        page.title = "Leaven"  # comes with the first screen: the splash waits for it
        page.render_views(App, visitor)

    return main


@component
def App(visitor: Visitor) -> ft.Control:
    chosen, choose = ft.use_state(language())

    async def begin() -> None:
        """A seat reads in its session's language until somebody picks another."""
        if visitor.seat_secret is not None:
            seat = await visitor.captures.seat(visitor.seat)
            choose(seat.session.language)

    ft.use_effect(handler(begin), [])
    speak(chosen)
    return LanguageContext(
        choose, lambda: VisitorContext(visitor, lambda: Window(Routes, key=chosen))
    )
