"""Improve: ideas come back, what protects us, what others changed, dots, actions on lines."""

from uuid import UUID, uuid4

import flet as ft

from app.domain.action import STATES as ACTION_STATES
from app.domain.action import STRENGTHS, ChangedElsewhere
from app.domain.assumption import ASSUMPTIONS
from app.domain.defence import DEFENCES, Defence, DefenceState, may_be_new
from app.domain.phase import label
from app.domain.prompt import IMPROVE
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, tag
from views.components.fields import text_field
from views.components.text import body, heading, note, strong
from views.context import use_visitor
from views.guard import component, screen
from views.guide.frame import Notices, guide_page
from views.guide.questions import NextQuestion
from views.guide.state import Draft, Guided
from views.guide.ways import OnlyToRead
from views.hooks import use_model
from views.improve.actions import Actions
from views.soak.dots import DotResult
from views.words import say


@screen
def ImproveScreen() -> ft.View:
    return guide_page(say("Improve"), Improve, ImproveAside)


@component
def Improve(guided: Guided) -> ft.Control:
    session = guided.session
    if session.phase in {"prepare", "learn", "soak"}:
        waits = say("Improve opens when soak has ended. Ideas wait in the parking place.")
        return stack(Notices(guided), OnlyToRead(session, waits), spacing=16)
    over = say("This session is closed. What the team decided stays here to be read.")
    return stack(
        Notices(guided),
        *([OnlyToRead(session, over)] if guided.closed else []),
        ReturnedIdeas(guided),
        Defences(guided),
        Actions(guided),
        spacing=16,
    )


@component
def ImproveAside(guided: Guided) -> ft.Control:
    return stack(
        *([] if guided.closed else [NextQuestion(IMPROVE)]),
        DotsOfTeam(guided),
        Across(guided),
        ToShare(guided),
        spacing=16,
    )


@component
def ReturnedIdeas(guided: Guided) -> ft.Control:
    """In the order in which they first came here, which is none: shuffled by the database."""
    order, _ = ft.use_state(guided.beside.parked)
    known = [each for each in order if each in guided.beside.parked]
    late = [each for each in guided.beside.parked if each not in order]
    ideas = [line for line in map(guided.line, [*known, *late]) if line is not None]
    nothing = note(say("Nothing was parked."))
    return section(
        say("Ideas that waited"),
        *([card(body(line.words), padding=16) for line in ideas] or [nothing]),
    )


@component
def Defences(guided: Guided) -> ft.Control:
    """What there is comes before anything new."""
    groups: tuple[DefenceState, ...] = ("works", "skill", "missing", "new")
    rows = [
        DefenceRow(guided, each, key=str(each.id))
        for state in groups
        for each in guided.beside.defences
        if each.state == state
    ]
    new = [] if guided.closed else [NewDefence(guided)]
    return section(say("What protects us"), *rows, *new)


@component
def DefenceRow(guided: Guided, defence: Defence, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    kinds = {"works": "good", "skill": "care", "missing": "wrong", "new": "brand"}

    async def drop() -> None:
        act = visitor.improving.drop_defence(guided.session_id, defence.id)
        await guided.after(visitor, act)

    away = quiet_button(say("Take it away"), drop, about=defence.words)
    return card(
        strong(defence.words),
        side_by_side(
            tag(say(DEFENCES[defence.state]), kind=kinds[defence.state]),
            *([] if guided.closed else [away]),
        ),
        padding=16,
    )


@component
def NewDefence(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    draft = use_model(Draft)
    state, set_state = ft.use_state("works")
    offered = [kind for kind in DEFENCES if kind != "new" or may_be_new(guided.beside.defences)]

    async def keep() -> None:
        async def put() -> None:
            made = Defence.model_validate({"id": uuid4(), "words": draft.words, "state": state})
            await visitor.improving.set_defence(guided.session_id, made)
            await guided.load(visitor)

        await draft.send(put)

    return card(
        text_field(
            say("What protects you today?"), draft.words, draft.change, most=160, on_submit=keep
        ),
        choice([(kind, say(DEFENCES[kind])) for kind in offered], state, set_state),
        soft_button(
            say("Keep it"),
            keep,
            ft.Icons.CHECK_ROUNDED,
            busy=draft.busy,
            about=say("What protects us"),
        ),
        padding=16,
    )


@component
def DotsOfTeam(guided: Guided) -> ft.Control:
    """Nothing shows while the team dots; the sums show at the end, for all at once."""
    visitor = use_visitor()
    round_ = guided.beside.round

    async def begin() -> None:
        act = visitor.improving.open_dots(guided.session_id, uuid4())
        await guided.after(visitor, act)

    async def end(round_id: UUID) -> None:
        act = visitor.improving.close_dots(guided.session_id, round_id)
        await guided.after(visitor, act)

    if round_ is not None and not round_.closed:
        return card(
            heading(say("The team is dotting")),
            note(say("The result shows when everyone has dotted, or when you end it.")),
            soft_button(say("Time is up"), lambda: end(round_.id), ft.Icons.TIMER_OFF_OUTLINED),
        )
    result = [DotResult(round_)] if round_ else []
    if guided.closed:
        return stack(*result)
    return stack(
        *result,
        button(say("Let the team dot"), begin, ft.Icons.SCATTER_PLOT_OUTLINED),
    )


@component
def Across(guided: Guided) -> ft.Control:
    found = guided.beside.elsewhere
    if not found:
        return ft.Container()
    return section(
        say("What other teams changed"),
        note(say("To think with, not to copy: it needs a reason of your own.")),
        *[AcrossCard(each, key=str(each.id)) for each in found[:6]],
    )


@component
def AcrossCard(changed: ChangedElsewhere, key: str | None = None) -> ft.Control:
    names: dict[str, str] = {f"assumption:{kind}": words for kind, words in ASSUMPTIONS.items()}
    why = [say(names[each]) if each in names else each.partition(":")[2] for each in changed.why]
    held = changed.state == "done"
    return card(
        body(changed.change),
        note(", ".join(why)),
        side_by_side(
            tag(say(ACTION_STATES[changed.state]), kind="good" if held else "sand"),
            tag(say(STRENGTHS[changed.strength])),
            *([tag(changed.place, ft.Icons.PLACE_OUTLINED)] if changed.place else []),
        ),
        padding=16,
    )


@component
def ToShare(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def go_on() -> None:
        act = visitor.flows.move(guided.session_id, "share", seen="improve")
        await guided.after(visitor, act)
        page.navigate(f"/sessions/{guided.session_id}")

    if guided.session.phase != "improve":
        return ft.Container()
    words = say("Start {phase}", phase=say(label("share")))
    return soft_button(words, go_on, ft.Icons.ARROW_FORWARD_ROUNDED)
