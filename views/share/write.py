"""Write the card of a session and share it: a minute to read, quotes word for word."""

from uuid import UUID

import flet as ft

from app.domain.look_for import LONGEST_PART, MOST_WORDS, QuotableLine
from views.components.buttons import main_button
from views.components.cards import card, row, section, stack
from views.components.chips import choice
from views.components.fields import text_field
from views.components.lines import beside
from views.components.text import heading, live, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.page import page_of
from views.share.looks import reading_time
from views.share.state import CardForm
from views.words import say

A_MINUTE = 60


@screen
def WriteCardScreen() -> ft.View:
    session_id = use_id("session_id")
    form = use_model(lambda: CardForm(session_id))
    refused = use_load(form.load)
    return page_of(
        say("Share"),
        Parts(form),
        BuiltOn(form),
        Quotes(form),
        whose="people",
        alone=True,
        side=[ShareIt(form)],
        back=True,
        refused=refused,
    )


@component
def Parts(form: CardForm) -> ft.Control:
    def saw(value: str) -> None:
        form.saw = value

    def look_for(value: str) -> None:
        form.look_for = value

    def changed(value: str) -> None:
        form.changed = value

    return card(
        heading(say("What would you tell them in a minute?")),
        text_field(say("What we saw"), form.saw, saw, most=LONGEST_PART, lines=2),
        text_field(say("What to look for"), form.look_for, look_for, most=LONGEST_PART, lines=2),
        text_field(say("What we changed"), form.changed, changed, most=LONGEST_PART, lines=2),
    )


@component
def Quotes(form: CardForm) -> ft.Control:
    if not form.loaded:
        return skeleton()
    if not form.lines:
        return empty(
            say("No line to quote yet"),
            say("Lines can be quoted when the team has released its story."),
            ft.Icons.FORMAT_QUOTE_ROUNDED,
        )
    lines = [Quotable(form, line, key=str(line.id)) for line in form.lines]
    return section(say("Quote a line, word for word"), *lines)


@component
def Quotable(form: CardForm, line: QuotableLine, key: str | None = None) -> ft.Control:
    chosen = str(line.id) in form.quoted
    stands = say("Stands on the card") if chosen else ""
    return row(
        line.words,
        lambda: form.toggle(str(line.id)),
        under="\n".join(filter(None, [beside(line.translation), stands])),
        leading=ft.Icons.CHECK_BOX_ROUNDED if chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED,
        trailing=ft.Container(),
    )


@component
def BuiltOn(form: CardForm) -> ft.Control:
    """Where it comes from, if it comes from another team's card: the family tree shows it."""
    if not form.others:
        return ft.Container()

    def choose(value: str) -> None:
        form.built_on = UUID(value) if value else None

    options = [("", say("On none")), *((str(each.id), each.topic) for each in form.others)]
    return card(
        heading(say("Is it built on another team's card?")),
        choice(options, str(form.built_on or ""), choose),
    )


@component
def ShareIt(form: CardForm) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def share() -> None:
        card_id = await form.share(visitor)
        if card_id:
            page.navigate(f"/cards/{card_id}")

    def opener(card_id: UUID, topic: str) -> ft.Control:
        return row(topic, lambda: page.navigate(f"/cards/{card_id}"), say("Shared"))

    seconds = form.card.seconds
    long = say("That is more than a minute: {count} words are the most.", count=MOST_WORDS)
    return stack(
        card(
            heading(say("Ready?")),
            live(f"{reading_time(seconds)}. {long if seconds > A_MINUTE else ''}".strip()),
            note(say("Everybody in the organisation reads it, decision-makers this week.")),
        ),
        main_button(say("Share it"), share, ft.Icons.SHARE_ROUNDED, busy=form.busy),
        *[opener(each.id, each.topic) for each in form.shared],
        spacing=16,
    )
