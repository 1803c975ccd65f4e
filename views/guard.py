"""Keep one mistake from freezing a visitor's page, or from showing them its traceback.

Flet 1.0.5 has no error boundary. An exception in a component that re-renders ends the
visitor's update task: the page stays up, deaf and silent, and a parent's `try` does not
help. An exception in an event handler sends the whole traceback to the phone. So every
component and every handler in `views` goes through one of these decorators.
"""

import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar, overload

import flet as ft

from app.errors import LeavenError, NotFoundError
from views.words import say
from views.words.refusals import told

logger = logging.getLogger(__name__)
P = ParamSpec("P")
E = TypeVar("E")
C = TypeVar("C", bound=ft.BaseControl)
Outcome = Awaitable[object] | object


class NoSuchPageError(NotFoundError):
    """An address that no screen stands for."""


class BrokenError(LeavenError):
    """Something of ours broke; where stands in the log, never on the screen."""

    code = "broken"
    status = 500


APOLOGY = "Something broke here. What you saved is safe. Go back and try again."


def component(render: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """`ft.component`, drawing an apology in its place if it fails."""
    return ft.component(_guarded(render, lambda _: ft.Text(say(APOLOGY))))


def screen(render: Callable[P, ft.View]) -> Callable[P, ft.View]:
    """`ft.component` for a whole screen."""
    return ft.component(_guarded(render, _broken_screen))


@overload
def handler(act: Callable[[], Outcome]) -> Callable[[], Coroutine[Any, Any, None]]: ...
@overload
def handler(act: Callable[[E], Outcome]) -> Callable[[E], Coroutine[Any, Any, None]]: ...
def handler(act: Callable[..., Outcome]) -> Callable[..., Coroutine[Any, Any, None]]:
    """Tell the person what went wrong in a snack bar instead of crashing their page.

    Serves events and effects alike. Flet looks at the number of parameters to decide whether
    to hand over the event, so the guarded function takes as many as `act` does.
    """
    if inspect.signature(act).parameters:

        async def with_event(event: object) -> None:
            await _guard(act, event)

        return with_event

    async def without_event() -> None:
        await _guard(act)

    return without_event


def tell(message: str) -> None:
    """Say one sentence at the bottom of the screen; screen readers announce it."""
    ft.context.page.show_dialog(
        ft.SnackBar(ft.Text(told(message)), behavior=ft.SnackBarBehavior.FLOATING)
    )


def gone() -> bool:
    """Has this visitor's page been closed for good? What still runs for it should end."""
    try:
        _ = ft.context.page.session
    except RuntimeError:
        return True
    return False


async def _guard(act: Callable[..., Outcome], *arguments: object) -> None:
    try:
        result = act(*arguments)
        if inspect.isawaitable(result):
            await result
    except LeavenError as error:
        if not gone():
            tell(str(error))
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if gone():
            return  # the visitor left while this was under way: nobody is there to be told
        tell(str(broken(act, error)))


def broken(what: Callable[..., object], error: Exception) -> BrokenError:
    """Where it broke goes to the log; this is what the person is told."""
    _log("handler failed: %s: %s\n%s", what, error)
    return BrokenError(APOLOGY)


def _guarded(render: Callable[P, C], fallback: Callable[[Exception], C]) -> Callable[P, C]:
    @wraps(render)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> C:
        try:
            return render(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the last line of defence
            if not isinstance(error, NoSuchPageError):
                _log("component failed: %s: %s\n%s", render, error)
            return fallback(error)

    return guarded


def _broken_screen(error: Exception) -> ft.View:
    """Drawn with nothing of ours, for that may be what broke: a sentence and the way out."""
    page = ft.context.page
    words = say("There is no such page") if isinstance(error, NoSuchPageError) else say(APOLOGY)
    start = ft.FilledButton(say("To the start"), on_click=lambda: page.navigate("/"))
    column = ft.Column([ft.Text(words, size=18), start], spacing=16)
    return ft.View(route=page.route, controls=[ft.SafeArea(ft.Container(column, padding=24))])


def _log(message: str, what: Callable[..., object], error: Exception) -> None:
    """Where it broke, without the error's text: that may quote somebody's words."""
    name = getattr(what, "__qualname__", type(what).__name__)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error(message, name, type(error).__name__, frames)
