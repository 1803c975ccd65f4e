"""In place of a screen that cannot be filled: why, and the way to where it could be."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import flet as ft

from app.errors import LeavenError, UnavailableError
from views.components.banners import problem
from views.components.buttons import main_button
from views.components.cards import stack
from views.components.text import body
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component
from views.words import say
from views.words.refusals import told


@dataclass(eq=False)
class Refusable(ft.Observable):
    """What a screen loads; it remembers why the last try was refused."""

    refused: LeavenError | None = field(default=None, kw_only=True)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Around the load: the refusal is kept for the screen, and raised for the snack bar."""
        try:
            yield
        except LeavenError as error:
            self.refused = error
            raise
        self.refused = None


@component
def NoSeat(refused: LeavenError, again: Callable[[], Awaitable[None]]) -> ft.Control:
    """On a phone at a seat's screen. Without a connection another try helps, else a seat does."""

    async def take_seat() -> None:
        await leave_for("/capture")

    if isinstance(refused, UnavailableError):
        return problem(told(str(refused)), again)
    return stack(
        body(told(str(refused))),
        main_button(say("Take a seat"), take_seat, ft.Icons.EVENT_SEAT_ROUNDED),
        spacing=16,
    )


@component
def NoWayIn(refused: LeavenError, again: Callable[[], Awaitable[None]]) -> ft.Control:
    """At a screen for those who sign in: to the sign-in, or back to what is theirs."""
    page = ft.context.page
    visitor = use_visitor()
    if isinstance(refused, UnavailableError):
        return problem(told(str(refused)), again)
    sign_in = main_button(say("Sign in"), lambda: page.navigate("/sign-in"), ft.Icons.LOGIN_ROUNDED)
    sessions = main_button(
        say("Your sessions"), lambda: page.navigate("/"), ft.Icons.GROUPS_ROUNDED
    )
    way = sessions if visitor.signed_in else sign_in
    return stack(body(told(str(refused))), way, spacing=16)
