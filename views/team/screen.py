"""A worker's place in the session: speak, type, check one's words, see what the team said."""

import flet as ft

from app.domain.observation import MOST_TYPED_CHARACTERS, STATES, OwnLine
from app.domain.phase import Phase
from app.domain.promise import PROMISE
from app.domain.seat import TeamLine
from services.backend.visitor import Visitor
from views.components.buttons import main_button, quiet_button, soft_button
from views.components.cards import card, hero, section, side_by_side, stack
from views.components.chips import done, tag
from views.components.fields import text_field
from views.components.lines import SomeAtATime
from views.components.names import NameHints
from views.components.phases import phase_bar
from views.components.text import body, live, note
from views.components.waiting import meter, skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_live
from views.page import page_of
from views.photos import photos_of
from views.team.check import CheckWords
from views.team.parting import ReadBackCard, Receipt, RecordingQuestion
from views.team.state import Parting, TeamPage, TypedLine, waiting_first
from views.words import say
from views.words.dotted import dotted
from views.words.picker import LanguagePicker


@screen
def TeamScreen() -> ft.View:
    team = use_model(TeamPage)
    parting = use_model(Parting)

    async def load(visitor: Visitor) -> None:
        await team.load(visitor)
        await parting.load(visitor)

    refused = use_live(team.session_id, load)
    return page_of(say("Your team"), Team(team, parting), whose="seat", refused=refused)


@screen
def RecordScreen() -> ft.View:
    """Nothing of ours: while the route is /record the recorder of the phone lies over it."""
    return page_of(say("Speak"), body(say("The recorder opens.")), whose="seat", back=True)


@component
def Team(team: TeamPage, parting: Parting) -> ft.Control:
    page = ft.context.page
    if team.page is None:
        return skeleton()
    session = team.page.session
    waiting = [line for line in team.page.mine if line.state == "to_check"]
    return stack(
        hero(
            session.phase,
            session.topic,
            phase_bar(session.phase, session.improve_label),
            over=dotted(session.site, session.area),
        ),
        *[CheckWords(team, line, key=str(line.id)) for line in waiting],
        main_button(say("Speak"), lambda: page.navigate("/record"), ft.Icons.MIC_ROUNDED),
        TypeLine(team),
        soft_button(
            say("The story so far"), lambda: page.navigate("/soak"), ft.Icons.AUTO_STORIES_OUTLINED
        ),
        WhatBecameOfIt(session.phase),
        soft_button(
            say("Have others had this?"), lambda: page.navigate("/search"), ft.Icons.SEARCH_ROUNDED
        ),
        RecordingQuestion(parting),
        ReadBackCard(team, parting),
        OwnLines(team, parting),
        TeamLines(team),
        PromiseAgain(),
        LanguagePicker(),
        spacing=16,
    )


@component
def WhatBecameOfIt(phase: Phase) -> ft.Control:
    """The crew's own way to its actions and questions, once there can be some."""
    page = ft.context.page
    if phase not in {"improve", "share", "closed"}:
        return ft.Container()
    return soft_button(
        say("What became of it"), lambda: page.navigate("/after"), ft.Icons.CHECKLIST_ROUNDED
    )


@component
def TypeLine(team: TeamPage) -> ft.Control:
    visitor = use_visitor()
    typed = use_model(TypedLine)

    async def send() -> None:
        if await typed.send(visitor, team):
            await team.load(visitor)

    return card(
        text_field(
            say("Or type one line"),
            typed.words,
            typed.change,
            most=MOST_TYPED_CHARACTERS,
            lines=2,
            error=typed.problem,
        ),
        soft_button(say("Send"), send, ft.Icons.SEND_ROUNDED, busy=typed.busy),
        *([done(say("Sent. It stands below."))] if typed.sent else []),
    )


@component
def OwnLines(team: TeamPage, parting: Parting) -> ft.Control:
    mine = waiting_first(team.page.mine) if team.page else []
    shown = [line for line in mine if line.state != "to_check"]
    rows = [OwnLineCard(team, line, parting, key=str(line.id)) for line in shown]
    empty = body(say("Nothing yet. One thing is enough: what makes this job hard, odd or risky?"))
    return section(say("What you said"), *(rows or [empty]))


@component
def OwnLineCard(
    team: TeamPage, line: OwnLine, parting: Parting, key: str | None = None
) -> ft.Control:
    visitor = use_visitor()

    async def withdraw() -> None:
        await visitor.seats.withdraw(visitor.seat, line.id)
        await team.load(visitor)

    async def coarsen(words: str) -> None:
        await visitor.seats.confirm(visitor.seat, line.id, words)
        await team.load(visitor)

    released = team.page is None or team.page.session.released
    correctable = line.state == "confirmed" and not released
    return card(
        *([body(line.words)] if line.words else []),
        *photos_of(line.id, line.words, line.photo),
        side_by_side(
            tag(say(STATES[line.state]), ft.Icons.MIC_ROUNDED if line.spoken else None),
            quiet_button(say("Take it back"), withdraw, ft.Icons.UNDO_ROUNDED, about=line.words),
        ),
        *([Receipt(line, parting)] if line.state == "confirmed" else []),
        *_how_far(line),
        *([NameHints(line.words, coarsen)] if correctable else []),
        padding=16,
    )


def _how_far(line: OwnLine) -> list[ft.Control]:
    """Of a recording: how much is in words, or what stands in the way and what to do."""
    if line.state == "waiting" and line.share:
        percent = round(100 * line.share)
        return [meter(say("In words"), percent, 100, f"{percent} %")]
    # the tag says already that no speech was heard
    return [live(say(line.reason))] if line.reason and line.state != "no_speech" else []


@component
def TeamLines(team: TeamPage) -> ft.Control:
    if team.page is None or not team.page.enough_voices:
        return section(
            say("What the team said"),
            body(say("It shows when three people have spoken, so that nobody stands out.")),
        )
    rows = [SaidCard(line, key=str(line.id)) for line in team.page.team]
    said = SomeAtATime(rows) if rows else body(say("Nothing from others yet."))
    return section(say("What the team said"), said)


@component
def SaidCard(line: TeamLine, key: str | None = None) -> ft.Control:
    return card(body(line.words), *photos_of(line.id, line.words, line.photo), padding=16)


@component
def PromiseAgain() -> ft.Control:
    return section(say("The promise"), *[note(say(sentence)) for sentence in PROMISE])
