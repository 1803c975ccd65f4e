"""Read back and release: the team hears its own story and lets it go together, once."""

import flet as ft

from app.domain.observation import Line
from services.backend.release import ReleaseState
from views.components.buttons import main_button
from views.components.cards import card, section
from views.components.dialogs import question
from views.components.lines import LineCard, SomeAtATime
from views.components.names import telling
from views.components.text import body, heading, live, note
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_live
from views.page import page_of
from views.photos import photos_of
from views.release.room import RoomReadBack
from views.release.state import Release
from views.words import say


@screen
def ReleaseScreen() -> ft.View:
    session_id = use_id("session_id")
    release = use_model(lambda: Release(session_id))
    refused = use_live(str(session_id), release.load)
    return page_of(
        say("Read back and release"),
        RoomReadBack(release),
        ReadBack(release),
        side=[LetGo(release)],
        at="/",
        whose="people",
        back=True,
        refused=refused,
    )


@component
def ReadBack(release: Release) -> ft.Control:
    """The story as it would leave, to be read aloud; contradictions stand side by side."""
    if release.board is None or release.state is None:
        return skeleton()
    if not release.state.enough_voices:
        return card(body(say("There is nothing to read back before three people have spoken.")))
    told = [line for line in release.board.lines if line.state == "confirmed"]
    return section(
        say("Read it aloud, line by line"),
        note(say("Lines that disagree both stay. Only their speakers change words.")),
        SomeAtATime([LineCard(_bare(line), beside(line), key=str(line.id)) for line in told], 40),
    )


def beside(line: Line) -> list[ft.Control]:
    return [*photos_of(line.id, line.words, line.photo), *telling(line.words)]


def _bare(line: Line) -> Line:
    """The words alone: themes are not what the team lets go."""
    return line.model_copy(update={"links": ()})


@component
def LetGo(release: Release) -> ft.Control:
    visitor = use_visitor()
    state = release.state

    async def let_go() -> None:
        await release.let_go(visitor)

    asked = question(
        say("Let this story go?"),
        _what_happens(state, len(release.room.unsettled)) if state else "",
        (say("Let it go"), let_go),
        (say("Not yet"), release.leave_it),
        grave=True,
    )
    ft.use_dialog(asked if release.asking else None)
    if state is None:
        return ft.Container()
    if state.released:
        return card(
            heading(say("Released")),
            live(say("Nothing leads from a line to a seat or a moment any more.")),
        )
    return card(
        heading(say("Let it go together")),
        *[body(sentence) for sentence in _still_needed(state)],
        *(
            [main_button(say("Release the story"), release.ask, ft.Icons.OUTBOUND_ROUNDED)]
            if state.read_back
            else []
        ),
    )


def _still_needed(state: ReleaseState) -> list[str]:
    needed = []
    if not state.read_back:
        needed.append(say("At least three say on their own phones that they have read it back."))
    if state.unsettled:
        needed.append(
            say(
                "{count} lines have not been checked by their speakers. Let them be checked first.",
                count=state.unsettled,
            )
        )
    return needed or [say("The team has read it back. It can be let go now.")]


def _what_happens(state: ReleaseState, of_room: int) -> str:
    happens = [say("Seats and times are destroyed for good. Others can learn from these lines.")]
    if state.unsettled:
        happens.append(say("{count} unchecked lines are destroyed.", count=state.unsettled))
    if of_room:
        happens.append(
            say("{count} lines from the room that nobody let stand are destroyed.", count=of_room)
        )
    return " ".join(happens)
