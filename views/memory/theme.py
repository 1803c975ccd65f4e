"""A theme with its lines, what it led to, and why it is so."""

import flet as ft

from app.domain.crew import LONGEST_WHY_NOTE, ExplainedStep
from app.domain.memory import RememberedLine
from views.components.buttons import button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.fields import text_field
from views.components.lines import quote, translated
from views.components.text import body, heading, live, note, title
from views.components.waiting import skeleton
from views.components.whys import WhyCard
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.memory.screen import led_to, tags_of
from views.memory.spread import Spread
from views.memory.state import RememberedOne
from views.page import page_of
from views.words import say
from views.words.dotted import dotted
from views.words.when import week_words


@screen
def RememberedThemeScreen() -> ft.View:
    theme_id = use_id("theme_id")
    one = use_model(lambda: RememberedOne(theme_id))
    refused = use_load(one.load)
    shown = [Remembered(one), Spread(one)]
    side = [WhyItIsSo(one), LeaveWhyNote(one)]
    return page_of(
        say("Theme"), *shown, at="/memory", whose="people", side=side, back=True, refused=refused
    )


@component
def Remembered(one: RememberedOne) -> ft.Control:
    if one.page is None:
        return skeleton()
    lines = [Line(line, one.signs, key=str(line.id)) for line in one.page.lines]
    return stack(
        title(one.page.title),
        side_by_side(*tags_of(one.page)),
        *([note(", ".join(one.page.place_names))] if one.page.place_names else []),
        section(
            say("What it led to"),
            card(
                *[body(line) for line in led_to(one.page.actions)],
                *[quote(said) for each in one.page.actions for said in each.differences],
            ),
        ),
        section(say("In people's own words"), *lines),
        spacing=16,
    )


@component
def Line(line: RememberedLine, signs: bool, key: str | None = None) -> ft.Control:
    under = dotted(line.topic, line.place or say("Another place"), week_words(line.week))
    steps = [AtStep(step, signs, key=str(step.id)) for step in line.steps]
    return card(quote(line.words, under), *translated(line.translation), *steps, padding=16)


@component
def AtStep(step: ExplainedStep, signs: bool, key: str | None = None) -> ft.Control:
    """The step as written that this line is pinned to: why is it so?"""
    return stack(note(say("As written: {step}", step=step.words)), WhyThisStep(step, signs))


@component
def WhyThisStep(step: ExplainedStep, signs: bool) -> ft.Control:
    """What leaders said of it; a leader is asked for more."""

    async def explain() -> None:
        await leave_for(f"/why/{step.id}")

    ask = soft_button(say("Say why this step is so"), explain, ft.Icons.CHAT_ROUNDED)
    return stack(
        *[WhyCard(each, key=str(each.id)) for each in step.why_notes],
        *([ask] if signs else []),
    )


@component
def WhyItIsSo(one: RememberedOne) -> ft.Control:
    if one.page is None:
        return skeleton(1)
    notes = [WhyCard(each, key=str(each.id)) for each in one.page.why_notes]
    nothing = body(say("No leader has said why yet."))
    return section(say("Why it is so"), *(notes or [nothing]))


@component
def LeaveWhyNote(one: RememberedOne) -> ft.Control:
    visitor = use_visitor()

    def signed(value: str) -> None:
        one.role = value

    def said(value: str) -> None:
        one.words = value

    async def leave() -> None:
        await one.leave_note(visitor)

    async def speak() -> None:
        await leave_for(f"/why/{one.theme_id}")

    if not one.signs:
        return ft.Container()
    return card(
        heading(say("Say why it is so")),
        note(say("Half a minute, signed with your role. Crews answer: makes sense, or not here.")),
        soft_button(say("Say it instead of typing"), speak, ft.Icons.MIC_ROUNDED),
        text_field(say("Your role"), one.role, signed, most=60, hint=say("Operations manager")),
        text_field(say("Why it is so"), one.words, said, most=LONGEST_WHY_NOTE, lines=3),
        button(say("Leave it here"), leave, ft.Icons.CHAT_ROUNDED),
        *([live(say("It stands here now."))] if one.sent else []),
    )
