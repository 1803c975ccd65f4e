"""A crew's weekly look back on the tablet by the bench: three questions, passed on, cleared."""

import asyncio

import flet as ft

from app.domain.prompt import ROUTINE
from app.domain.routine import WallLine, keeps_coming_back, seen_before, weeks_between
from views.components.banners import banner, problem
from views.components.buttons import main_button, quiet_button, soft_button
from views.components.cards import card, hero, section, side_by_side, stack
from views.components.chips import tag
from views.components.fields import text_field
from views.components.text import body, live, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model, use_task
from views.live import use_live
from views.page import page_of
from views.routine.state import Turn, Wall
from views.routine.together import ReadTogether
from views.words import say
from views.words.dotted import dotted
from views.words.picker import LanguagePicker
from views.words.refusals import told

CLEAR_AFTER_SECONDS = 30


@screen
def RoutineScreen() -> ft.View:
    visitor = use_visitor()
    wall = use_model(lambda: Wall(visitor.wall_card or ""))
    refused = use_live(str(wall.page.session_id) if wall.page else None, wall.load)
    if not wall.card:
        return page_of(say("Our week"), NoCard(), whose="seat")
    if refused:
        again = problem(told(str(refused.why)), refused.again)
        return page_of(say("Our week"), again, whose="seat")
    side = [ReadTogether(wall), Before(wall)]
    return page_of(say("Our week"), LookBack(wall), whose="seat", side=side)


@component
def NoCard() -> ft.Control:
    return empty(
        say("This tablet has no card yet"),
        say("Open it once from the page with the cards for the wall."),
        ft.Icons.QR_CODE_2_ROUNDED,
    )


@component
def LookBack(wall: Wall) -> ft.Control:
    page = wall.page
    if page is None:
        return skeleton()
    here = dotted(page.site, page.area)
    return stack(
        hero(
            "soak",
            say("What was our week like?"),
            over=here,
            under=say("Three questions, a few words each, then pass the tablet on."),
        ),
        OneTurn(wall),
        note(
            say("No name is asked. It shows next week, together, when three or more have spoken.")
        ),
        *([Danger(page.danger.name, page.danger.contact)] if page.danger else []),
        LanguagePicker(),
        spacing=16,
    )


@component
def OneTurn(wall: Wall) -> ft.Control:
    """After each send, and after half a minute without a tap, the screen is empty again."""
    visitor = use_visitor()
    turn = use_model(Turn)

    async def clear_later() -> None:
        await asyncio.sleep(CLEAR_AFTER_SECONDS)
        if not turn.busy and not turn.empty:
            turn.clear()

    async def send() -> None:
        await turn.send(visitor, wall)
        await wall.load(visitor)

    async def speak() -> None:
        await leave_for(f"/seat?crew=1#{wall.card}")

    use_task(clear_later, [turn.touched])
    thanks = live(say("Thank you. The screen is clear for the next one."), ft.Colors.ON_SURFACE)
    return card(
        *([thanks] if turn.thanked else []),
        *[Answer(turn, at, key=question) for at, question in enumerate(ROUTINE)],
        main_button(say("Done, pass it on"), send, ft.Icons.CHECK_ROUNDED, busy=turn.busy),
        side_by_side(
            soft_button(say("Speak instead"), speak, ft.Icons.MIC_ROUNDED),
            quiet_button(say("Clear"), turn.clear),
        ),
    )


@component
def Answer(turn: Turn, at: int, key: str | None = None) -> ft.Control:
    def change(words: str) -> None:
        turn.write(at, words)

    return text_field(say(ROUTINE[at]), turn.answers[at], change, most=500, lines=2)


@component
def Danger(name: str, contact: str) -> ft.Control:
    """The site's own channel; this is not it."""
    return banner(say("Someone could get hurt now?"), f"{name}: {contact}", kind="wrong")


@component
def Before(wall: Wall) -> ft.Control:
    """What came out of past weeks, and what has been seen before."""
    page = wall.page
    if page is None:
        return ft.Container()
    rows = [WallRow(wall, line, key=str(line.id)) for line in page.latest]
    return section(
        say("What we said last"),
        *(rows or [body(say("Nothing yet. It takes three voices, and the end of the week."))]),
    )


@component
def WallRow(wall: Wall, line: WallLine, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    lines = wall.page.lines if wall.page else ()
    before = seen_before(line, lines)

    async def watch() -> None:
        await visitor.routines.watch(wall.card, line.id, not line.watched)
        await wall.load(visitor)

    seen: list[ft.Control] = []
    if before is not None:
        weeks = weeks_between(before.week, line.week)
        seen.append(tag(say("Seen before, {count} weeks ago", count=weeks), kind="care"))
    if keeps_coming_back(line, lines):
        seen.append(tag(say("Keeps coming back"), ft.Icons.REPEAT_ROUNDED, "brand"))
    words = say("We keep watching") if line.watched else say("Keep watching")
    icon = ft.Icons.VISIBILITY_ROUNDED if line.watched else ft.Icons.VISIBILITY_OUTLINED
    return card(
        body(line.words),
        *([side_by_side(*seen)] if seen else []),
        quiet_button(words, watch, icon, about=line.words),
        padding=16,
    )
