"""As written beside as done: steps on two sides, lines pinned to them. Neither is the error."""

from uuid import UUID, uuid4

import flet as ft

from app.domain.story import MOST_STEPS, SIDES, Side, Step, steps_from
from views.components.buttons import icon_button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.fields import text_field
from views.components.lines import quote
from views.components.scaffold import use_wide
from views.components.text import note, strong
from views.components.whys import WhyCard
from views.context import use_visitor
from views.guard import component, screen, tell
from views.guide.frame import Notices, guide_page
from views.guide.lines import pick_lines
from views.guide.state import Draft, Guided
from views.guide.ways import OnlyToRead
from views.hooks import use_model
from views.photos import photos_of
from views.story.behind import Assumptions, Practices
from views.words import say


@screen
def StoryScreen() -> ft.View:
    return guide_page(say("As written, as done"), BothSides, Behind)


@component
def BothSides(guided: Guided) -> ft.Control:
    """Beside each other where there is room, under each other on a phone."""
    wide = use_wide()
    twelfths = 6 if wide else 12
    over = say("This session is closed. Its story stays here to be read.")
    beside = ft.ResponsiveRow(
        [
            ft.Container(StepSide(guided, "imagined", key="imagined"), col=twelfths),
            ft.Container(StepSide(guided, "done", key="done"), col=twelfths),
        ],
        spacing=16,
        run_spacing=16,
    )
    return stack(
        Notices(guided),
        note(say("Two ways to tell one job. Neither is the error; where they part, we learn.")),
        OnlyToRead(guided.session, over) if guided.closed else Document(guided),
        beside,
        spacing=16,
    )


@component
def Behind(guided: Guided) -> ft.Control:
    return stack(Assumptions(guided), Practices(guided), spacing=16)


@component
def Document(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    draft = use_model(lambda: Draft(guided.beside.document))

    async def keep() -> None:
        act = visitor.stories.name_document(guided.session_id, draft.words)
        await guided.after(visitor, act)

    return card(
        text_field(say("Which document?"), draft.words, draft.change, most=120, on_submit=keep),
        side_by_side(quiet_button(say("Keep it"), keep, ft.Icons.CHECK_ROUNDED)),
        padding=16,
    )


@component
def StepSide(guided: Guided, side: Side, key: str | None = None) -> ft.Control:
    steps = tuple(each for each in guided.beside.steps if each.side == side)
    rows = [StepCard(guided, steps, place, key=str(step.id)) for place, step in enumerate(steps)]
    nothing = [note(say("No step yet."))] if not steps else []
    new = [] if guided.closed else [AddSteps(guided, side, steps)]
    return section(say(SIDES[side]), *nothing, *rows, *new)


@component
def AddSteps(guided: Guided, side: Side, steps: tuple[Step, ...]) -> ft.Control:
    """One step, or a whole procedure pasted: numbers, bullets or lines become steps."""
    visitor = use_visitor()
    draft = use_model(Draft)

    async def add() -> None:
        read = steps_from(draft.words, MOST_STEPS - len(steps))
        new = [Step(id=uuid4(), side=side, words=words) for words in read.steps]

        async def put() -> None:
            seen = [each.id for each in steps]
            await visitor.stories.set_steps(guided.session_id, side, [*steps, *new], seen)
            await guided.load(visitor)

        if new:
            await draft.send(put)
        if read.left_out:
            tell(say("{count} more steps were left out: sixty are the most.", count=read.left_out))

    return card(
        text_field(
            say("A step, or paste the whole text"),
            draft.words,
            draft.change,
            lines=2,
            help_text=say("Each numbered line becomes a step."),
            about=say(SIDES[side]),
        ),
        soft_button(say("Add"), add, ft.Icons.ADD_ROUNDED, busy=draft.busy, about=say(SIDES[side])),
        padding=16,
    )


@component
def StepCard(
    guided: Guided, steps: tuple[Step, ...], place: int, key: str | None = None
) -> ft.Control:
    visitor = use_visitor()
    choosing, set_choosing = ft.use_state(False)
    step = steps[place]

    async def put(changed: list[Step]) -> None:
        seen = [each.id for each in steps]
        act = visitor.stories.set_steps(guided.session_id, step.side, changed, seen)
        await guided.after(visitor, act)

    async def up() -> None:
        others = [each for each in steps if each.id != step.id]
        await put([*others[: max(0, place - 1)], step, *others[max(0, place - 1) :]])

    async def drop() -> None:
        await put([each for each in steps if each.id != step.id])

    pinned = [
        part
        for line in map(guided.line, step.lines)
        if line is not None
        for part in (quote(line.words), *photos_of(line.id, line.words, line.photo))
    ]
    whys = [each for each in guided.beside.why_notes if each.step and each.step.id == step.id]
    words = ft.Container(strong(f"{place + 1}. {step.words}"), expand=True)
    moves = [
        icon_button(ft.Icons.ARROW_UPWARD_ROUNDED, say("One up"), up, step.words),
        icon_button(ft.Icons.CLOSE_ROUNDED, say("Take the step away"), drop, step.words),
    ]
    pin = quiet_button(
        say("Close") if choosing else say("Pin a line to it"),
        lambda: set_choosing(not choosing),
        ft.Icons.PUSH_PIN_OUTLINED,
        about=step.words,
    )
    return card(
        ft.Row([words, *([] if guided.closed else moves)]),
        *pinned,
        *([note(say("Why it is so, say those who decide"))] if whys else []),
        *[WhyCard(each, key=str(each.id)) for each in whys],
        *([] if guided.closed else [side_by_side(pin)]),
        *([ChooseLines(guided, step)] if choosing else []),
        padding=16,
    )


@component
def ChooseLines(guided: Guided, step: Step) -> ft.Control:
    visitor = use_visitor()

    async def toggle(chosen: str) -> None:
        line_id = UUID(chosen)
        act = visitor.stories.pin_line(step.id, line_id, line_id not in step.lines)
        await guided.after(visitor, act)

    return pick_lines(guided.lines, step.lines, toggle)
