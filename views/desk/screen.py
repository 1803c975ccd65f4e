"""The linking desk: twenty lines in two minutes, by touch or by keyboard, and all can be undone."""

import flet as ft

from views.components.banners import banner
from views.components.buttons import Tap, soft_button
from views.components.cards import card, side_by_side, stack
from views.components.chips import tag
from views.components.lines import translated
from views.components.scale import CORNER, ROUND
from views.components.text import heading, label, note, strong
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.desk.asked import Proposals
from views.desk.find import FindTheme
from views.desk.keys import Legend, pressed
from views.desk.offers import Offer, level, reason, record
from views.desk.queue import Pool, Progress, Queue, like
from views.desk.state import LinkingTable
from views.guard import component, handler, screen
from views.hooks import use_model
from views.live import use_load
from views.page import page_of
from views.words import say


@screen
def DeskScreen() -> ft.View:
    visitor = use_visitor()
    page = ft.context.page
    table = use_model(LinkingTable)

    async def key(event: ft.KeyboardEvent) -> None:
        await pressed(table, visitor, event)

    def listen() -> None:
        page.on_keyboard_event = handler(key)

    def leave() -> None:
        page.on_keyboard_event = None

    refused = use_load(table.load)
    ft.use_effect(listen, [], cleanup=leave)
    return page_of(
        say("Link lines"),
        Desk(table),
        at="/themes",
        whose="people",
        side=[Queue(table), Proposals(table), Pool(table), Legend()],
        back=True,
        refused=refused,
    )


@component
def Desk(table: LinkingTable) -> ft.Control:
    if not table.loaded:
        return skeleton()
    if not table.facilitates:
        return empty(
            say("For facilitators"),
            say("A facilitator links lines to themes. You can read the themes."),
            ft.Icons.HUB_ROUNDED,
        )
    if table.line is None:
        return stack(Progress(table), NothingWaits(table), spacing=16)
    under = say("Without a sentence encoder, lines are compared by letters and single words.")
    letters = [banner(say("By letters only"), under, "care")] if table.notice else []
    return stack(
        *letters,
        Progress(table),
        OpenLine(table),
        FindTheme(table, key=str(table.line.id)) if table.searching else Offers(table),
        spacing=16,
    )


@component
def NothingWaits(table: LinkingTable) -> ft.Control:
    visitor = use_visitor()

    async def again() -> None:
        await table.next_round(visitor)

    if table.settled:
        words = say("That was all of them")
        under = say("Take a breath. More may have come meanwhile.")
    else:
        words = say("Nothing waits")
        under = say("When a line is like a theme or like another line, it comes here by itself.")
    look = soft_button(say("Look again"), again, ft.Icons.REFRESH_ROUNDED)
    return empty(words, under, ft.Icons.TASK_ALT_ROUNDED, look)


@component
def OpenLine(table: LinkingTable) -> ft.Control:
    line = table.line
    assert line is not None  # noqa: S101 - drawn only while a line is open
    with_team = [tag(say("With your team"), ft.Icons.LOCK_OUTLINE_ROUNDED, "brand")]
    many = len(table.chosen) if table.taken is None else 0
    together = say("{count} lines are selected. What you tap is for all of them.", count=many)
    return card(
        heading(f"“{line.words}”"),
        *translated(line.translation),
        *([] if line.released else [side_by_side(*with_team)]),
        *([banner(together, kind="brand", icon=ft.Icons.CHECKLIST_ROUNDED)] if many else []),
        *like(table),
    )


@component
def Offers(table: LinkingTable) -> ft.Control:
    visitor = use_visitor()

    def taker(offer: Offer) -> Tap:
        return lambda: table.take(visitor, offer)

    async def aside() -> None:
        await table.set_aside(visitor)

    rows = [offer_button(at, each, taker(each)) for at, each in enumerate(table.offers, start=1)]
    none = say("None of these: find or make a theme")
    return stack(
        *rows,
        ft.ResponsiveRow(
            [
                _wide(soft_button(none, lambda: table.search(True), ft.Icons.SEARCH_ROUNDED), 7),
                _wide(soft_button(say("Set it aside"), aside, ft.Icons.INVENTORY_2_OUTLINED), 5),
            ],
            spacing=12,
            run_spacing=12,
        ),
    )


def _wide(choice: ft.OutlinedButton, part: int) -> ft.Control:
    """So many twelfths of the width, and as high as a glove wants it."""
    assert choice.style is not None  # noqa: S101 - made by soft_button
    choice.style.padding = ft.Padding.symmetric(vertical=22, horizontal=20)
    choice.col = {"xs": 12, "md": part}
    return choice


def offer_button(number: int, offer: Offer, on_tap: Tap) -> ft.Control:
    """One tap links. Its number is its key; why and how sure stand under the title."""
    title = offer.title if offer.theme_id else say("The same as “{words}”", words=offer.title)
    under = " ".join(filter(None, [reason(offer.reasons), record(offer.reasons)]))
    texts = stack(strong(title), *translated(offer.translation), note(under), spacing=2)
    place = ft.Container(
        label(str(number), ft.Colors.ON_PRIMARY_CONTAINER),
        width=36,
        height=36,
        border_radius=ROUND,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
    )
    return ft.OutlinedButton(
        content=ft.Row(
            [place, ft.Container(texts, expand=True), label(level(offer.p))], spacing=14
        ),
        on_click=handler(on_tap),
        style=ft.ButtonStyle(
            color=ft.Colors.ON_SURFACE,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(1.5, ft.Colors.OUTLINE),
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            padding=ft.Padding.symmetric(vertical=12, horizontal=16),
        ),
    )
