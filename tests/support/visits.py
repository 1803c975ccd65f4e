"""The app as one visitor sees it, mounted in this process."""

from functools import partial

from services.backend.visitor import Visitor
from tests.support.screen import TABLET, Screen
from views.app import App


def shown_to(visitor: Visitor, route: str, size: tuple[int, int] = TABLET) -> Screen:
    """The page that this visitor gets at `route`, to be used with `async with`."""
    return Screen(lambda page: page.render_views(partial(App, visitor)), route, size)
