"""In place of a screen that cannot be filled: why, and the way to where it could be."""

import flet as ft

from app.domain.way_back import sign_in_for
from app.errors import UnavailableError
from views.components.banners import problem
from views.components.buttons import main_button
from views.components.cards import stack
from views.components.text import body
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import BrokenError, component
from views.live import Refused
from views.words import say
from views.words.refusals import told


@component
def NoSeat(refused: Refused) -> ft.Control:
    """On a phone at a seat's screen. Without a connection another try helps, else a seat does."""

    async def take_seat() -> None:
        await leave_for("/capture")

    if passing(refused):
        return problem(told(str(refused.why)), refused.again)
    return stack(
        body(told(str(refused.why))),
        main_button(say("Take a seat"), take_seat, ft.Icons.EVENT_SEAT_ROUNDED),
        spacing=16,
    )


@component
def NoWayIn(refused: Refused) -> ft.Control:
    """At a screen for those who sign in: to the sign-in, or back to what is theirs."""
    page = ft.context.page
    visitor = use_visitor()
    if passing(refused):
        return problem(told(str(refused.why)), refused.again)
    go = page.navigate
    sign_in = main_button(
        say("Sign in"), lambda: go(sign_in_for(page.route)), ft.Icons.LOGIN_ROUNDED
    )
    sessions = main_button(say("Your sessions"), lambda: go("/"), ft.Icons.GROUPS_ROUNDED)
    way = sessions if visitor.signed_in else sign_in
    return stack(body(told(str(refused.why))), way, spacing=16)


def passing(refused: Refused) -> bool:
    """Whether another try may help."""
    return isinstance(refused.why, UnavailableError | BrokenError)
