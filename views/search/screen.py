"""Have others had this? One field, in one's own words; released lines answer."""

from uuid import UUID

import flet as ft

from app.domain.own_words import Answer
from app.domain.session import USES
from views.components.buttons import Tap, button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag, theme_tag
from views.components.fields import text_field
from views.components.lines import quote, translated
from views.components.text import live, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.page import page_of
from views.search.narrow import Narrow
from views.search.state import Findings
from views.words import say
from views.words.when import month_words


@screen
def SearchScreen() -> ft.View:
    findings = use_model(Findings)
    refused = use_load(findings.load)
    return page_of(
        say("Have others had this?"),
        Search(findings),
        whose="anybody",
        at="/memory",
        back=True,
        refused=refused,
    )


@component
def Search(findings: Findings) -> ft.Control:
    """Owns the question: it is in this field, and gone with it."""
    visitor = use_visitor()
    question, set_question = ft.use_state("")

    async def look() -> None:
        await findings.ask(visitor, question)

    async def speak() -> None:
        await leave_for("/ask")

    async def narrow(name: str, value: str) -> None:
        await findings.narrow(visitor, name, value, question)

    if not findings.loaded:
        return skeleton()
    return stack(
        card(
            text_field(
                say("Say it in your own words"), question, set_question, most=300,
                help_text=say("Slips do no harm. Nobody keeps what you look for."),
                on_submit=look,
            ),
            side_by_side(
                button(say("Look"), look, ft.Icons.SEARCH_ROUNDED, busy=findings.looking),
                soft_button(say("Say it instead of typing"), speak, ft.Icons.MIC_ROUNDED),
            ),
            *([Narrow(findings, narrow)] if findings.asked else []),
        ),
        Answers(findings),
        spacing=16,
    )  # fmt: skip


@component
def Answers(findings: Findings) -> ft.Control:
    if findings.looking:
        return skeleton(what=say("Looking"))
    if not findings.asked:
        return empty(
            say("Ask, and lines that teams have released answer"),
            say("Their own words, with the theme, the kind of site and the month."),
            ft.Icons.FORUM_ROUNDED,
        )
    if not findings.answers:
        why = say("Try other words, or fewer filters. It may be that nobody has said it yet.")
        return empty(say("Nothing found"), why, ft.Icons.SEARCH_OFF_ROUNDED)
    found = say("{count} lines, the nearest first", count=len(findings.answers))
    rows = [Found(each, key=str(each.id)) for each in findings.answers]
    return section(say("What others said"), live(found), *rows)


@component
def Found(answer: Answer, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    def opener(theme_id: UUID) -> Tap:
        return lambda: page.navigate(f"/themes/{theme_id}")

    where = answer.place or answer.kind or say("Another place")
    reads = visitor.signed_in  # a seat has no pages of themes
    doors = [
        quiet_button(say("Open {title}", title=each.title), opener(each.id))
        for each in answer.themes
        if reads
    ]
    names = [] if reads else [theme_tag(each.title) for each in answer.themes]
    return card(
        quote(answer.words),
        *translated(answer.translation),
        side_by_side(
            tag(where, ft.Icons.PLACE_ROUNDED),
            tag(month_words(answer.month), ft.Icons.CALENDAR_MONTH_ROUNDED),
        ),
        note(say(USES[answer.use])),
        *([side_by_side(*doors, *names)] if doors or names else []),
        padding=16,
    )
