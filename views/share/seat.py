"""Look-for cards for a crew at its own table: hear one, and take it up with one tap."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.look_for import AdoptionKind, LookForCard
from app.errors import NotFoundError
from services.backend.visitor import Visitor
from views.components.buttons import soft_button
from views.components.cards import card, side_by_side, stack
from views.components.chips import tag
from views.components.text import title
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.page import page_of
from views.share.looks import CardRows, parts_of, reading_time
from views.share.take_up import Reply, TakeUp
from views.words import say


@dataclass(eq=False)
class Table(ft.Observable):
    """The cards of other teams."""

    cards: Sequence[LookForCard] = field(default_factory=tuple)
    loaded: bool = False

    async def load(self, visitor: Visitor) -> None:
        self.cards = await visitor.loop.seat_cards.shared(visitor.seat)
        self.loaded = True


@dataclass(eq=False)
class Held(ft.Observable):
    """One of them, and the line that is being written to it."""

    card_id: UUID
    card: LookForCard | None = None
    reply: Reply = field(default_factory=Reply)

    async def load(self, visitor: Visitor) -> None:
        shared = await visitor.loop.seat_cards.shared(visitor.seat)
        self.card = next((each for each in shared if each.id == self.card_id), None)
        if self.card is None:
            raise NotFoundError("There is no such card.")

    async def take_up(self, visitor: Visitor, kind: AdoptionKind) -> None:
        """One tap for the whole team; a line may come with it, or later."""
        await visitor.loop.seat_cards.adopt(visitor.seat, self.card_id, kind, self.reply.words)
        self.reply.arrived()
        await self.load(visitor)


@screen
def SeatCardsScreen() -> ft.View:
    table = use_model(Table)
    refused = use_load(table.load)
    return page_of(say("Look for"), Cards(table), whose="seat", back=True, refused=refused)


@component
def Cards(table: Table) -> ft.Control:
    none_yet = say("No card of another team yet")
    return CardRows(table.cards, "/look-for", none_yet) if table.loaded else skeleton()


@screen
def SeatCardScreen() -> ft.View:
    card_id = use_id("card_id")
    held = use_model(lambda: Held(card_id))
    refused = use_load(held.load)
    return page_of(
        say("Look for"),
        OneCard(held),
        whose="seat",
        side=[CrewTakesUp(held)],
        back=True,
        refused=refused,
    )


@component
def OneCard(held: Held) -> ft.Control:
    shown = held.card
    if shown is None:
        return skeleton()

    async def aloud() -> None:
        await leave_for(f"/aloud/{held.card_id}")

    return stack(
        title(shown.topic),
        side_by_side(tag(reading_time(shown.seconds), ft.Icons.TIMER_ROUNDED)),
        card(*parts_of(shown)),
        soft_button(say("Read it aloud"), aloud, ft.Icons.VOLUME_UP_ROUNDED),
        spacing=16,
    )


@component
def CrewTakesUp(held: Held) -> ft.Control:
    visitor = use_visitor()
    if held.card is None:
        return ft.Container()

    async def take(kind: AdoptionKind) -> None:
        await held.take_up(visitor, kind)

    return TakeUp(held.reply, take, held.card.taken_up)
