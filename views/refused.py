"""In place of a screen that cannot be filled: why, and the way to where it could be."""

from typing import Literal

import flet as ft

from app.domain.way_back import sign_in_for
from app.errors import NotSignedInError, UnavailableError
from services.backend.visitor import Visitor
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

Whose = Literal["people", "seat", "anybody"]
"""For whom a screen is: those who sign in, a phone that holds a seat, or either of them."""


@component
def NoWayIn(refused: Refused, whose: Whose) -> ft.Control:
    """Another try where it may help; else the way in, or back to what is theirs."""
    visitor = use_visitor()
    why = told(str(refused.why))
    if isinstance(refused.why, UnavailableError | BrokenError):
        return problem(why, refused.again)
    return stack(body(why), *_ways(visitor, refused, whose), spacing=16)


def _ways(visitor: Visitor, refused: Refused, whose: Whose) -> list[ft.Control]:
    if whose == "seat":
        return [_to_seat(visitor, refused)]
    if whose == "people" or visitor.signed_in:
        return [_to_sessions(visitor, refused)]
    return [
        _to_seat(visitor, refused),
        *([] if visitor.seat_secret else [_to_sessions(visitor, refused)]),
    ]


def _to_sessions(visitor: Visitor, refused: Refused) -> ft.Control:
    page = ft.context.page
    if visitor.signed_in and not isinstance(refused.why, NotSignedInError):
        sessions = say("Your sessions")
        return main_button(sessions, lambda: page.navigate("/"), ft.Icons.GROUPS_ROUNDED)
    sign_in = sign_in_for(page.route)
    return main_button(say("Sign in"), lambda: page.navigate(sign_in), ft.Icons.LOGIN_ROUNDED)


def _to_seat(visitor: Visitor, refused: Refused) -> ft.Control:
    page = ft.context.page

    async def take_seat() -> None:
        await leave_for("/capture")

    if visitor.seat_secret is not None and refused.why.code != "unknown_seat":
        team = say("Your team")
        return main_button(team, lambda: page.navigate("/team"), ft.Icons.GROUPS_ROUNDED)
    return main_button(say("Take a seat"), take_seat, ft.Icons.EVENT_SEAT_ROUNDED)
