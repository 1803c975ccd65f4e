"""What was spoken at the tablet and checked by nobody: the crew reads it aloud, line by line."""

from collections.abc import Callable

import flet as ft

from app.domain.routine import LeftLine
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, section
from views.components.dialogs import question
from views.components.doubts import doubts_in_words, heard_in, marked
from views.components.settling import LineToSettle
from views.components.text import body, live, note
from views.context import use_visitor
from views.guard import component
from views.routine.state import Wall
from views.words import say


@component
def ReadTogether(wall: Wall) -> ft.Control:
    """Behind a tap: who passes the tablet alone reads nothing of it by accident."""
    reading, set_reading = ft.use_state(False)
    lines = wall.page.to_read if wall.page else ()
    if not lines and not reading:
        return ft.Container()
    if not reading:
        asked = soft_button(
            say("We are together: read them"),
            lambda: set_reading(True),
            ft.Icons.GROUPS_OUTLINED,
        )
        return section(
            say("Words that nobody has checked"),
            card(
                body(
                    say(
                        "They were spoken here and came too late for who said them. "
                        "They count when the crew has read them and lets them stand."
                    )
                ),
                asked,
            ),
        )
    here = [ReadAloud(wall, line, key=str(line.id)) for line in lines[:1]]
    return section(
        say("Words that nobody has checked"),
        note(
            say(
                "Read it aloud. It stands, mended where the machine misheard, or it goes. "
                "Nobody has to say whose it is."
            )
        ),
        *(here or [live(say("All of them are read."))]),
        quiet_button(say("Close"), lambda: set_reading(False)),
    )


@component
def ReadAloud(wall: Wall, line: LeftLine, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    sure, set_sure = ft.use_state(False)
    ft.use_dialog(_sure(wall, visitor, line, set_sure) if sure else None)

    async def keep(words: str) -> None:
        await wall.let_stand(visitor, line, words)

    parts = heard_in(line.segments)
    heard = [marked(parts), *doubts_in_words(parts)] if parts else [body(line.words)]
    return LineToSettle(line.words, heard, keep, lambda: set_sure(True))


def _sure(
    wall: Wall, visitor: Visitor, line: LeftLine, set_sure: Callable[[bool], None]
) -> ft.AlertDialog:
    async def drop() -> None:
        set_sure(False)
        await wall.drop(visitor, line)

    return question(
        say("Drop it?"),
        say("Then it is gone for everybody, also for who said it."),
        (say("Drop it"), drop),
        (say("Keep it here"), lambda: set_sure(False)),
        grave=True,
    )
