"""The lines of the team on the guide's tablet: read back, park, mark, put together lightly."""

from collections.abc import Awaitable
from uuid import UUID, uuid4

import flet as ft

from app.domain.fix_hint import HINT, sounds_like_a_fix
from app.domain.grouping import Group, near
from app.domain.lens import ALL_MARKS, LENSES
from app.domain.observation import Line
from views.components.buttons import Tap, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, offered, several, tag
from views.components.fields import text_field
from views.components.lines import translated
from views.components.more import next_ones
from views.components.text import body, label, note
from views.context import use_visitor
from views.guard import component
from views.guide.state import Draft, Guided
from views.hooks import use_model
from views.photos import photos_of
from views.words import say

MOST_SHOWN = 40


@component
def LearnLines(guided: Guided) -> ft.Control:
    """Groups with what people placed in them, then the loose ones."""
    board = guided.board
    if board is None or not board.enough_voices:
        return section(
            say("What we hear"),
            note(say("Lines show when three people have spoken, so that nobody stands out.")),
        )
    groups = guided.beside.groups
    placed = {line_id for group in groups for line_id in group.lines}
    loose = [line for line in guided.lines if line.id not in placed]
    return stack(
        *([] if guided.closed else [section(say("What we hear"), NewGroup(guided))]),
        *[GroupOfLines(guided, group, key=str(group.id)) for group in groups],
        Rows(guided, say("Not in a group"), tuple(loose)),
        spacing=16,
    )


@component
def GroupOfLines(guided: Guided, group: Group, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def drop() -> None:
        await guided.after(visitor, visitor.flows.drop_group(guided.session_id, group.id))

    inside = tuple(line for line in guided.lines if line.id in group.lines)
    if guided.closed:
        return Rows(guided, group.name, inside)
    return stack(
        Rows(guided, group.name, inside),
        side_by_side(_undo(group, drop)),
        spacing=4,
    )


def _undo(group: Group, drop: Tap) -> ft.Control:
    return quiet_button(say("Undo this group"), drop, ft.Icons.UNDO_ROUNDED, about=group.name)


@component
def Rows(guided: Guided, name: str, lines: tuple[Line, ...], key: str | None = None) -> ft.Control:
    shown, set_shown = ft.use_state(MOST_SHOWN)
    offered = near(guided.lines, guided.beside.groups)
    return section(
        name,
        *[
            LearnLine(guided, line, offered.get(line.id), key=str(line.id))
            for line in lines[:shown]
        ],
        *next_ones(len(lines), shown, set_shown, MOST_SHOWN),
    )


@component
def NewGroup(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    draft = use_model(Draft)

    async def make() -> None:
        def named() -> Awaitable[None]:
            return visitor.flows.name_group(guided.session_id, uuid4(), draft.words)

        await draft.send(lambda: guided.after(visitor, named()))

    return card(
        text_field(say("Name a group"), draft.words, draft.change, most=60, on_submit=make),
        soft_button(say("Make the group"), make, ft.Icons.ADD_ROUNDED, busy=draft.busy),
        padding=16,
    )


@component
def LearnLine(
    guided: Guided, line: Line, near_to: UUID | None, key: str | None = None
) -> ft.Control:
    open_, set_open = ft.use_state(False)
    marks = guided.beside.marks.get(line.id, ())
    told = guided.beside.resonance.get(line.id)
    tags = [tag(say(ALL_MARKS[mark])) for mark in marks]
    tags += [tag(say(LENSES[line.lens][0]), kind="brand")] if line.lens else []
    tags += [tag(say("Noted in the room"))] if line.id in guided.beside.noted else []
    tags += [tag(say("Others too"), kind="good")] if told and told.too else []
    tags += [tag(say("Different for others"), kind="care")] if told and told.different else []
    said: list[ft.Control] = [
        body(line.words),
        *translated(guided.beside.translations.get(line.id, "")),
        *photos_of(line.id, line.words, line.photo),
        *([side_by_side(*tags)] if tags else []),
    ]
    if guided.closed:
        return card(*said, padding=16)
    return card(
        *said,
        *(
            [FixHint(guided, line)]
            if sounds_like_a_fix(line.words, guided.session.language)
            else []
        ),
        *([NearGroup(guided, line, near_to)] if near_to else []),
        side_by_side(
            quiet_button(
                say("Close") if open_ else say("Mark, group or park"),
                lambda: set_open(not open_),
                ft.Icons.LABEL_OUTLINE_ROUNDED,
                about=line.words,
            )
        ),
        *([Tools(guided, line, marks)] if open_ else []),
        padding=16,
    )


@component
def FixHint(guided: Guided, line: Line) -> ft.Control:
    """Only the guide sees this; a person parks, never the rule."""
    visitor = use_visitor()

    async def park() -> None:
        await guided.after(visitor, visitor.flows.park(line.id, True))

    return side_by_side(note(say(HINT)), _park(line, park))


def _park(line: Line, park: Tap) -> ft.Control:
    return soft_button(say("Park it"), park, ft.Icons.LOCAL_PARKING_ROUNDED, about=line.words)


@component
def NearGroup(guided: Guided, line: Line, group_id: UUID) -> ft.Control:
    visitor = use_visitor()
    name = next((each.name for each in guided.beside.groups if each.id == group_id), "")

    async def place() -> None:
        await guided.after(visitor, visitor.flows.place(line.id, group_id))

    return side_by_side(
        note(say("Close to “{name}”?", name=name)),
        soft_button(say("Put it there"), place, about=line.words),
    )


@component
def Tools(guided: Guided, line: Line, marks: tuple[str, ...]) -> ft.Control:
    visitor = use_visitor()
    groups = guided.beside.groups
    inside = next((str(each.id) for each in groups if line.id in each.lines), "")

    async def toggle(mark: str) -> None:
        await guided.after(visitor, visitor.flows.mark(line.id, mark, mark not in marks))

    async def place(group: str) -> None:
        chosen = next((each.id for each in groups if str(each.id) == group), None)
        await guided.after(visitor, visitor.flows.place(line.id, chosen))

    async def park() -> None:
        await guided.after(visitor, visitor.flows.park(line.id, True))

    async def take_back() -> None:
        await guided.after(visitor, visitor.flows.unnote(line.id))

    names = [(str(each.id), each.name) for each in groups]
    noted = line.id in guided.beside.noted
    return stack(
        label(say("What it tells about the work")),
        several(offered(ALL_MARKS), frozenset(marks), toggle, line.words),
        *([label(say("Group"))] if names else []),
        *([choice([*names, ("", say("None"))], inside, place, line.words)] if names else []),
        side_by_side(
            _park(line, park),
            *([_unnote(line, take_back)] if noted else []),
        ),
        *([Translate(guided, line)] if line.state == "confirmed" else []),
    )


def _unnote(line: Line, take_back: Tap) -> ft.Control:
    return quiet_button(say("Take the note back"), take_back, about=line.words)


@component
def Translate(guided: Guided, line: Line) -> ft.Control:
    """Beside the line, which stays in its own words."""
    visitor = use_visitor()
    draft = use_model(lambda: Draft(guided.beside.translations.get(line.id, "")))

    async def keep() -> None:
        await guided.after(visitor, visitor.flows.translate(line.id, draft.words))

    return stack(
        text_field(
            say("A translation beside it"),
            draft.words,
            draft.change,
            most=1000,
            help_text=say("The line stays as it was said. Everybody reads that this is yours."),
            about=line.words,
        ),
        side_by_side(
            quiet_button(
                say("Keep the translation"), keep, ft.Icons.TRANSLATE_ROUNDED, about=line.words
            )
        ),
    )
