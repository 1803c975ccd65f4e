"""What stands behind the steps: what the design takes for granted, what people do instead."""

from typing import cast
from uuid import UUID, uuid4

import flet as ft

from app.domain.assumption import ASSUMPTIONS, Assumption, AssumptionKind
from app.domain.practice import Practice
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section, side_by_side
from views.components.chips import choice, offered, several, tag
from views.components.fields import text_field
from views.components.lines import quote
from views.components.text import label, note, shortened, strong
from views.context import use_visitor
from views.guard import component
from views.guide.lines import pick_lines
from views.guide.state import Draft, Guided
from views.hooks import use_model
from views.words import say


@component
def Assumptions(guided: Guided) -> ft.Control:
    """One tap names a common one; an own one is typed."""
    visitor = use_visitor()
    draft = use_model(Draft)
    named: dict[str, Assumption] = {
        each.kind: each for each in guided.beside.assumptions if each.kind != "own"
    }

    async def toggle(kind: str) -> None:
        known = named.get(kind)
        if known:
            act = visitor.stories.drop_assumption(guided.session_id, known.id)
            return await guided.after(visitor, act)
        name = visitor.stories.assume(guided.session_id, cast("AssumptionKind", kind))
        return await guided.after(visitor, name)

    async def own() -> None:
        async def name() -> None:
            await visitor.stories.assume(guided.session_id, "own", draft.words)
            await guided.load(visitor)

        await draft.send(name)

    common = offered({kind: words for kind, words in ASSUMPTIONS.items() if kind != "own"})
    new = card(
        several(common, frozenset(named), toggle),
        text_field(say("Something else"), draft.words, draft.change, most=160, on_submit=own),
        side_by_side(
            quiet_button(
                say("Add"), own, ft.Icons.ADD_ROUNDED, busy=draft.busy, about=say("Something else")
            )
        ),
        padding=16,
    )
    return section(
        say("What the plan takes for granted"),
        *([] if guided.closed else [new]),
        *[AssumptionCard(guided, each, key=str(each.id)) for each in guided.beside.assumptions],
    )


@component
def AssumptionCard(guided: Guided, assumption: Assumption, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    choosing, set_choosing = ft.use_state(False)

    async def tie(chosen: str) -> None:
        line_id = UUID(chosen)
        act = visitor.stories.tie(assumption.id, line_id, line_id not in assumption.lines)
        await guided.after(visitor, act)

    async def drop() -> None:
        act = visitor.stories.drop_assumption(guided.session_id, assumption.id)
        await guided.after(visitor, act)

    tied = [line for line in map(guided.line, assumption.lines) if line is not None]
    name = assumption.words or say(ASSUMPTIONS[assumption.kind])
    said = [strong(name)]
    if guided.closed:
        return card(*said, *[quote(line.words) for line in tied], padding=16)
    return card(
        *said,
        *[quote(line.words) for line in tied],
        side_by_side(
            quiet_button(
                say("Close") if choosing else say("Where it meets the day"),
                lambda: set_choosing(not choosing),
                about=name,
            ),
            quiet_button(say("Take it away"), drop, about=name),
        ),
        *([pick_lines(guided.lines, assumption.lines, tie)] if choosing else []),
        padding=16,
    )


@component
def Practices(guided: Guided) -> ft.Control:
    rows = [PracticeCard(guided, each, key=str(each.id)) for each in guided.beside.practices]
    return section(
        say("What people do to make it work"),
        note(say("Named with respect: it protects something, or nobody would do it.")),
        *rows,
        *([] if guided.closed else [NewPractice(guided)]),
    )


@component
def PracticeCard(guided: Guided, practice: Practice, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    step = next((each for each in guided.beside.steps if each.id == practice.step_id), None)

    async def drop() -> None:
        act = visitor.stories.drop_practice(guided.session_id, practice.id)
        await guided.after(visitor, act)

    away = quiet_button(say("Take it away"), drop, about=practice.name)
    protects = [note(say("Protects: {what}", what=practice.protects))] if practice.protects else []
    departs = [tag(shortened(step.words, 50), ft.Icons.CALL_SPLIT_ROUNDED)] if step else []
    return card(
        strong(practice.name),
        *protects,
        *departs,
        *([] if guided.closed else [side_by_side(away)]),
        padding=16,
    )


@component
def NewPractice(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    name, protects = use_model(Draft), use_model(Draft)
    step_id, set_step_id = ft.use_state("")
    written = [each for each in guided.beside.steps if each.side == "imagined"]

    async def keep() -> None:
        async def put() -> None:
            made = Practice(
                id=uuid4(),
                name=name.words,
                protects=protects.words,
                step_id=UUID(step_id) if step_id else None,
            )
            await visitor.stories.name_practice(guided.session_id, made)
            protects.words = ""
            await guided.load(visitor)

        await name.send(put)

    steps = [(str(each.id), shortened(each.words, 40)) for each in written]
    return card(
        text_field(say("What do you do?"), name.words, name.change, most=120),
        text_field(say("What does it protect?"), protects.words, protects.change, most=160),
        *([label(say("Which written step does it leave?"))] if steps else []),
        *([choice(steps, step_id, set_step_id)] if steps else []),
        soft_button(
            say("Keep it"),
            keep,
            ft.Icons.CHECK_ROUNDED,
            busy=name.busy,
            about=say("What do you do?"),
        ),
        padding=16,
    )
