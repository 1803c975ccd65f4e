"""Look-for cards: read one, take it up, print it."""

from uuid import UUID

import flet as ft

from app.domain.look_for import ADOPTIONS, Adoption, AdoptionKind
from views.components.buttons import Tap, soft_button
from views.components.cards import card, row, section, side_by_side, stack
from views.components.chips import tag
from views.components.lines import quote
from views.components.text import label, note, title
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.page import page_of
from views.share.looks import CardRows, parts_of, reading_time
from views.share.state import CardList, OneCard
from views.share.take_up import TakeUp
from views.words import say
from views.words.dotted import dotted
from views.words.when import week_words


@screen
def CardsScreen() -> ft.View:
    cards = use_model(CardList)
    refused = use_load(cards.load)
    return page_of(say("Look for"), Cards(cards), at="/cards", whose="people", refused=refused)


@component
def Cards(cards: CardList) -> ft.Control:
    return CardRows(cards.cards, "/cards", say("No card yet")) if cards.loaded else skeleton()


@screen
def CardScreen() -> ft.View:
    card_id = use_id("card_id")
    one = use_model(lambda: OneCard(card_id))
    refused = use_load(one.load)
    shown, side = WholeCard(one), [PersonTakesUp(one), Family(one)]
    return page_of(
        say("Look for"), shown, at="/cards", whose="people", side=side, back=True, refused=refused
    )


@component
def WholeCard(one: OneCard) -> ft.Control:
    if one.page is None:
        return skeleton()
    shown = one.page
    aloud = _go(f"/aloud/{shown.id}")
    return stack(
        title(shown.topic),
        side_by_side(
            tag(reading_time(shown.seconds), ft.Icons.TIMER_ROUNDED),
            *([tag(shown.place, ft.Icons.PLACE_ROUNDED)] if shown.place else []),
        ),
        card(*parts_of(shown)),
        side_by_side(
            soft_button(say("Read it aloud"), aloud, ft.Icons.VOLUME_UP_ROUNDED),
            soft_button(say("Print on A4"), _go(f"/cards/{shown.id}.pdf"), ft.Icons.PRINT_ROUNDED),
            soft_button(say("Print on A3"), _go(f"/cards/{shown.id}.pdf?paper=a3")),
        ),
        spacing=16,
    )


@component
def PersonTakesUp(one: OneCard) -> ft.Control:
    visitor = use_visitor()

    async def take(kind: AdoptionKind) -> None:
        await one.adopt(visitor, kind)

    return TakeUp(one.reply, take)


@component
def Family(one: OneCard) -> ft.Control:
    page = ft.context.page
    if one.page is None:
        return skeleton(1)

    def relative(card_id: UUID, words: str, under: str) -> ft.Control:
        return row(words, lambda: page.navigate(f"/cards/{card_id}"), under)

    rows = [relative(each.id, each.topic, say("It was built on this")) for each in one.page.parents]
    rows += [relative(each.id, each.topic, say("Built on it")) for each in one.page.children]
    rows += [Adopted(each, key=str(each.id)) for each in one.page.adoptions]
    return section(say("Its family"), *(rows or [note(say("Nobody has taken it up yet."))]))


@component
def Adopted(adoption: Adoption, key: str | None = None) -> ft.Control:
    where = dotted(adoption.topic, adoption.place, week_words(adoption.week))
    return card(
        label(say(ADOPTIONS[adoption.kind])),
        *([quote(adoption.words)] if adoption.words else []),
        note(where),
        padding=16,
        spacing=6,
    )


def _go(address: str) -> Tap:
    async def go() -> None:
        await leave_for(address)

    return go
