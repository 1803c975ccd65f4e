"""What the linker asks: a new theme, two themes that are one, a theme that is two."""

import flet as ft

from app.domain.desk import Proposal
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section, side_by_side
from views.components.chips import tag
from views.components.fields import text_field
from views.components.lines import quote, translated
from views.components.text import body, heading, note
from views.context import use_visitor
from views.desk.find import holding
from views.desk.state import LinkingTable
from views.guard import component
from views.words import say

QUOTED = 4


@component
def Proposals(table: LinkingTable) -> ft.Control:
    """One at a time would hide how many there are; more than a few would hide the lines."""
    if not table.proposals:
        return ft.Container()
    rows = [Asked(table, each, key=str(each.id)) for each in table.proposals[:QUOTED]]
    more = len(table.proposals) - len(rows)
    return section(
        say("The machine asks"),
        *rows,
        *([note(say("and {count} more", count=more))] if more > 0 else []),
    )


@component
def Asked(table: LinkingTable, asked: Proposal, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    title, set_title = ft.use_state("")

    async def accept() -> None:
        await table.answer(visitor, asked, True, " ".join(title.split()))

    async def decline() -> None:
        await table.answer(visitor, asked, False, "")

    named = text_field(
        say("Its name, if you have a better one"), title, set_title, most=200, hint=asked.title
    )
    return card(
        heading(_question(asked)),
        *_shown(asked),
        *([] if asked.kind == "merge" else [holding(table, named)]),
        side_by_side(
            soft_button(_yes(asked), accept, ft.Icons.CHECK_ROUNDED),
            quiet_button(say("No, leave it"), decline, ft.Icons.CLOSE_ROUNDED),
        ),
        padding=16,
    )


def _question(asked: Proposal) -> str:
    if asked.kind == "new":
        return say("Do these {count} lines make a theme?", count=len(asked.lines))
    if asked.kind == "merge":
        return say("Are these two themes one?")
    return say("Is this theme two?")


def _yes(asked: Proposal) -> str:
    if asked.kind == "new":
        return say("Make it a theme")
    return say("Make them one") if asked.kind == "merge" else say("Part them")


def _shown(asked: Proposal) -> list[ft.Control]:
    more = len(asked.lines) - QUOTED
    chips = [side_by_side(*[tag(word) for word in asked.keywords])] if asked.keywords else []
    return [
        *[body(each.title) for each in asked.themes],
        *chips,
        *([note(say("These lines would leave it:"))] if asked.kind == "split" else []),
        *[
            part
            for each in asked.lines[:QUOTED]
            for part in (quote(each.words), *translated(each.translation))
        ],
        *([note(say("and {count} more", count=more))] if more > 0 else []),
    ]
