"""The app as one visitor sees it, mounted in this process."""

from functools import partial

import flet as ft

from services.backend.visitor import Visitor
from tests.support.screen import TABLET, Screen
from views.app import App
from views.words import PICKED


def shown_to(
    visitor: Visitor, route: str, size: tuple[int, int] = TABLET, picked: str | None = None
) -> Screen:
    """The page that this visitor gets at `route`, on a device whose language cookie is `picked`."""

    def main(page: ft.Page) -> None:
        page.session.store.set(PICKED, picked)
        page.render_views(partial(App, visitor))

    return Screen(main, route, size)
