"""A speaker checks the machine's words: doubts are one tap from the field."""

from collections.abc import Callable

import flet as ft

from app.domain.observation import OwnLine
from views.components.buttons import button, quiet_button
from views.components.cards import card, side_by_side
from views.components.chips import pill, wrapped
from views.components.doubts import Heard, doubts_in_words, heard_in, marked
from views.components.fields import Field, text_field
from views.components.names import NameHints
from views.components.text import heading, note
from views.context import use_visitor
from views.device.focus import focus
from views.guard import component
from views.hooks import use_model
from views.team.state import TeamPage, WordsToCheck, being_checked
from views.words import say

MOST_PILLS = 8


@component
def CheckWords(team: TeamPage, line: OwnLine, key: str | None = None) -> ft.Control:
    """What the machine made of a recording; its speaker says what stands."""
    visitor = use_visitor()
    check = use_model(lambda: being_checked(line))
    field: ft.MutableRef[Field | None] = ft.use_ref(None)

    async def confirm() -> None:
        if await check.confirm(visitor):
            await team.load(visitor)

    async def discard() -> None:
        await check.withdraw(visitor)
        await team.load(visitor)

    def look_at(word: str) -> None:
        check.select(word)
        if field.current is not None:
            focus(field.current)

    heard = heard_in(line.segments)
    field.current = text_field(
        say("Your words"), check.words, check.change, lines=3, error=check.problem
    )
    field.current.input.selection = check.selection
    return card(
        heading(say("Is this what you said?")),
        *([marked(heard)] if _has_doubts(heard) else []),
        *doubts_in_words(heard),
        *_pills(check, heard, look_at),
        field.current,
        NameHints(check.words, check.change),
        *([note(say(line.reason))] if line.reason else []),
        side_by_side(
            button(
                say("Yes, keep it"),
                confirm,
                ft.Icons.CHECK_ROUNDED,
                busy=check.busy,
                about=line.words,
            ),
            quiet_button(
                say("Throw it away"), discard, ft.Icons.DELETE_OUTLINE_ROUNDED, about=line.words
            ),
        ),
        note(say("Correct it right here. Then the recording is deleted.")),
    )


def _has_doubts(heard: list[Heard]) -> bool:
    return any(part.unsure or part.doubtful for part in heard)


def _pills(
    check: WordsToCheck, heard: list[Heard], look_at: Callable[[str], object]
) -> list[ft.Control]:
    """One for each unsure word: a tap marks it in the field, to be typed over; then it is ticked.

    None of them goes: a field that moves in its card is drawn anew and loses the cursor.
    """
    words = dict.fromkeys(word for part in heard if not part.doubtful for word in part.unsure)
    unsure = list(words)[:MOST_PILLS]

    def mend(word: str) -> Callable[[], object]:
        return lambda: look_at(word)

    icon = ft.Icons.EDIT_OUTLINED
    pills = [
        pill(say("Mend “{word}”", word=word), word not in check.words, mend(word), icon=icon)
        for word in unsure
    ]
    return [wrapped(pills)] if pills else []
