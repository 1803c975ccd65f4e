"""More: what is not for every day, each for whom it is."""

from dataclasses import dataclass

import flet as ft

from app.domain.organisation import Person
from services.backend.visitor import Visitor
from views.components.cards import card, row, stack
from views.components.chips import choice, offered
from views.components.text import heading, note
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.organisation import here_of, where_you_look
from views.page import page_of
from views.sign_in.out import SignOut
from views.words import say

RHYTHMS = {"daily": "At most daily", "weekly": "On Mondays", "never": "Never"}


@dataclass(eq=False)
class Own(ft.Observable):
    person: Person | None = None
    rhythm: str = "daily"

    async def load(self, visitor: Visitor) -> None:
        self.rhythm = await visitor.loop.mail.mine()
        person = await visitor.organisations.me()
        here_of(person)  # refuses who belongs to none
        self.person = person

    async def choose(self, visitor: Visitor, rhythm: str) -> None:
        await visitor.loop.mail.choose(rhythm)
        self.rhythm = rhythm


@screen
def MoreScreen() -> ft.View:
    own = use_model(Own)
    refused = use_load(own.load)
    return page_of(
        say("More"),
        Doors(own),
        at="/more",
        whose="people",
        side=[Mail(own), SignOut()],
        refused=refused,
    )


@component
def Doors(own: Own) -> ft.Control:
    page = ft.context.page
    if own.person is None or own.person.here is None:
        return skeleton()

    async def decide() -> None:
        await leave_for("/decide")

    async def read_up() -> None:
        await leave_for("/help")

    async def follow() -> None:
        await leave_for("/receipt")

    roles = set(own.person.here.roles)
    cards = row(
        say("Teams that wait for you"),
        decide,
        say("Decide, one card at a time"),
        ft.Icons.GAVEL_ROUNDED,
    )
    manage = row(
        say("Administration"),
        lambda: page.navigate("/administration"),
        say("People, places, mail, export"),
        ft.Icons.SETTINGS_ROUNDED,
    )
    change = row(
        say("Before a change"),
        lambda: page.navigate("/change"),
        say("Practices, themes and skills that it would touch"),
        ft.Icons.TRAVEL_EXPLORE_ROUNDED,
    )
    return stack(
        *where_you_look(own.person),
        *([cards] if own.person.decides else []),
        *([change] if "facilitator" in roles else []),
        row(
            say("What is kept of us?"),
            lambda: page.navigate("/trust"),
            say("What is stored, deleted and opened, and the rules"),
            ft.Icons.VERIFIED_USER_ROUNDED,
        ),
        row(
            say("How a Learning Team goes"),
            read_up,
            say("Ground rules, questions, one team from beginning to end; also offline"),
            ft.Icons.MENU_BOOK_ROUNDED,
        ),
        row(say("Follow a receipt"), follow, say("Four words"), ft.Icons.RECEIPT_LONG_ROUNDED),
        *([manage] if "administrator" in roles else []),
    )


@component
def Mail(own: Own) -> ft.Control:
    visitor = use_visitor()

    async def choose(rhythm: str) -> None:
        await own.choose(visitor, rhythm)

    return card(
        heading(say("May we tell you that something waits?")),
        note(say("A mail says that, and never what.")),
        choice(offered(RHYTHMS), own.rhythm, choose),
    )
