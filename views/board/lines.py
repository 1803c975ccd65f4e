"""The board: what the team said, and the themes that each line may belong to."""

from typing import Any

import flet as ft

from app.domain.link import Link
from app.domain.observation import STATES, Line
from views.board.state import OpenSession
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag, theme_tag
from views.components.more import next_ones
from views.components.text import body, label, note
from views.context import use_visitor
from views.guard import component
from views.photos import TakeOff, photos_of
from views.words import say

MOST_SHOWN = 40
UNDER_A_FEW_VOICES = (
    "Lines show here when three people have spoken, so that nobody stands out. "
    "What is said is kept; each sees their own."
)


@component
def Lines(opened: OpenSession) -> ft.Control:
    shown, set_shown = ft.use_state(MOST_SHOWN)
    board = opened.board
    assert board is not None  # noqa: S101 - drawn only when the board is there
    if not board.enough_voices:
        return section(say("What we hear"), card(body(say(UNDER_A_FEW_VOICES))))
    rows = [LineCard(opened, line, key=str(line.id)) for line in board.lines[:shown]]
    more = next_ones(len(board.lines), shown, set_shown, MOST_SHOWN)
    return section(say("What we hear"), stack(*rows, *more, spacing=12))


@component
def LineCard(opened: OpenSession, line: Line, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def again() -> None:
        await opened.load(visitor)

    parts: list[ft.Control] = [body(line.words or say(STATES[line.state]))]
    parts += photos_of(line.id, line.words, line.photo)
    parts += [TakeOff(line.id, again)] if line.photo else []
    if line.state != "confirmed" and line.words:
        parts.append(note(say("The machine's words; their speaker has not checked them yet.")))
    parts += [LinkedTheme(opened, line, link, key=str(link.theme_id)) for link in line.linked]
    if line.state == "confirmed" and line.suggested:
        parts.append(Suggestions(opened, line))
    if line.spoken:
        parts.append(ft.Row([tag(say("Spoken"), ft.Icons.MIC_ROUNDED)]))
    return card(*parts, padding=16)


@component
def LinkedTheme(opened: OpenSession, line: Line, link: Link, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def undo() -> None:
        await opened.decide(visitor, line.id, link.theme_id, "undone")

    def open_theme() -> None:
        page.navigate(f"/themes/{link.theme_id}")

    told = f"{link.title}. {line.words}"
    return stack(
        side_by_side(theme_tag(link.title)),
        ft.Row(
            [
                quiet_button(say("Open"), open_theme, about=told),
                quiet_button(say("Undo"), undo, ft.Icons.UNDO_ROUNDED, about=told),
            ]
        ),
        spacing=0,
    )


@component
def Suggestions(opened: OpenSession, line: Line) -> ft.Control:
    return stack(
        label(say("Heard elsewhere?")),
        *[Suggestion(opened, line, link, key=str(link.theme_id)) for link in line.suggested],
        spacing=8,
    )


@component
def Suggestion(opened: OpenSession, line: Line, link: Link, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def accept() -> None:
        await opened.decide(visitor, line.id, link.theme_id, "linked")

    async def reject() -> None:
        await opened.decide(visitor, line.id, link.theme_id, "rejected")

    told = f"{link.title}. {line.words}"
    return stack(
        side_by_side(theme_tag(link.title, suggested=True)),
        note(reason_of(link.reasons)),
        side_by_side(
            soft_button(say("Belongs here"), accept, ft.Icons.CHECK_ROUNDED, about=told),
            quiet_button(say("No"), reject, ft.Icons.CLOSE_ROUNDED, about=told),
        ),
        spacing=6,
    )


def reason_of(reasons: dict[str, Any]) -> str:
    """Why the machine thinks so, in one sentence; `reasons` comes with the link."""
    return str(reasons.get("why") or "Linked by overall meaning.")
