"""Learn, on a tablet flat on the table: one big pin, a clock, a question, the parking place."""

from collections.abc import Awaitable
from uuid import uuid4

import flet as ft

from app.domain.flow import Pin
from app.domain.prompt import prompts
from views.components.buttons import button, main_button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag
from views.components.fields import text_field
from views.components.text import body, heading, note
from views.components.waiting import meter
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.guide.frame import Notices, guide_page
from views.guide.questions import NextQuestion
from views.guide.state import Draft, Guided
from views.guide.ways import OnlyToRead
from views.hooks import use_model
from views.learn.clock import Clock
from views.learn.lines import LearnLines
from views.words import say


@screen
def LearnScreen() -> ft.View:
    return guide_page(say("Tools for Learn"), Table, Aside)


@component
def Table(guided: Guided) -> ft.Control:
    session = guided.session
    if session.phase not in {"prepare", "learn", "soak"} or session.released:
        over = say("The team is past Learn. What was heard stays here to be read.")
        return stack(Notices(guided), OnlyToRead(session, over), LearnLines(guided), spacing=16)
    asked = prompts("learn" if session.phase == "prepare" else session.phase, session.use)
    return stack(
        Notices(guided),
        PinButton(guided),
        NextQuestion(asked),
        Pins(guided),
        NoteDown(guided),
        GoAndSee(guided),
        LearnLines(guided),
        spacing=16,
    )


@component
def Aside(guided: Guided) -> ft.Control:
    return stack(
        Clock(guided.session_id),
        *([] if guided.closed else [SponsorHere(guided)]),
        Parked(guided),
        SafetySpread(guided),
        ToSoak(guided),
        spacing=16,
    )


@component
def PinButton(guided: Guided) -> ft.Control:
    """Mark the moment and listen on; the words come later, or never."""
    visitor = use_visitor()

    async def pin() -> None:
        act = visitor.flows.pin(guided.session_id, uuid4(), "moment")
        await guided.after(visitor, act)

    async def park() -> None:
        act = visitor.flows.pin(guided.session_id, uuid4(), "idea")
        await guided.after(visitor, act)

    return stack(
        main_button(say("Pin this moment"), pin, ft.Icons.PUSH_PIN_ROUNDED),
        button(say("A fix came up: park it"), park, ft.Icons.LOCAL_PARKING_ROUNDED),
    )


@component
def GoAndSee(guided: Guided) -> ft.Control:
    """In the shell, where a photo is kept before any signal and made anew without its place."""

    async def go() -> None:
        await leave_for(f"/capture?sight={guided.session_id}")

    words = say("Photo of a place or a thing")
    return soft_button(words, go, ft.Icons.PHOTO_CAMERA_OUTLINED)


@component
def Pins(guided: Guided) -> ft.Control:
    pins = guided.beside.pins
    if not pins:
        return ft.Container()
    rows = [PinRow(guided, each, key=str(each.id)) for each in pins]
    return section(say("Pinned, to be said in a few words"), *rows)


@component
def PinRow(guided: Guided, pin: Pin, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    draft = use_model(Draft)
    an_idea = pin.kind == "idea"

    async def keep() -> None:
        def noted() -> Awaitable[None]:
            return visitor.flows.note(
                guided.session_id, uuid4(), draft.words, parked=an_idea, pin_id=pin.id
            )

        await draft.send(lambda: guided.after(visitor, noted()))

    async def drop() -> None:
        await guided.after(visitor, visitor.flows.unpin(guided.session_id, pin.id))

    place = tag(say("Parking place"), ft.Icons.LOCAL_PARKING_ROUNDED, "brand")
    return card(
        side_by_side(
            heading(say("Pin {number}", number=pin.number)), *([place] if an_idea else [])
        ),
        text_field(say("In a few words"), draft.words, draft.change, most=500, on_submit=keep),
        side_by_side(
            soft_button(say("Keep it"), keep, ft.Icons.CHECK_ROUNDED, busy=draft.busy),
            quiet_button(say("Let it go"), drop),
        ),
        padding=16,
    )


@component
def NoteDown(guided: Guided) -> ft.Control:
    """For those who would rather say it aloud: the guide writes it down for everybody."""
    visitor = use_visitor()
    draft = use_model(Draft)

    async def keep() -> None:
        def noted() -> Awaitable[None]:
            return visitor.flows.note(guided.session_id, uuid4(), draft.words)

        await draft.send(lambda: guided.after(visitor, noted()))

    return card(
        text_field(
            say("Said in the room"), draft.words, draft.change, most=500, lines=2,
            help_text=say("Word for word. It belongs to nobody's card and is marked as noted."),
        ),
        soft_button(say("Note it down"), keep, ft.Icons.EDIT_NOTE_ROUNDED, busy=draft.busy),
    )  # fmt: skip


@component
def SponsorHere(guided: Guided) -> ft.Control:
    """One tap when the sponsor comes in or goes, so that nobody speaks without knowing."""
    visitor = use_visitor()
    here = guided.beside.sponsor_in_room

    async def change() -> None:
        act = visitor.flows.sponsor_enters(guided.session_id, not here)
        await guided.after(visitor, act)

    words = say("The sponsor leaves") if here else say("The sponsor comes in")
    return card(
        note(say("Every phone shows it at once.")),
        soft_button(words, change, ft.Icons.MEETING_ROOM_OUTLINED),
    )


@component
def Parked(guided: Guided) -> ft.Control:
    ideas = [guided.line(each) for each in guided.beside.parked]
    waiting = [body(each.words) for each in ideas if each is not None]
    pinned = sum(each.kind == "idea" for each in guided.beside.pins)
    return card(
        heading(say("Parking place")),
        *waiting,
        *([note(say("{count} pinned, not yet said", count=pinned))] if pinned else []),
        note(say("What waits here comes back by itself in Improve. Nobody sees who parked it.")),
    )


@component
def SafetySpread(guided: Guided) -> ft.Control:
    """Two private taps, as a spread of three answers or more."""
    spread = guided.beside.safety
    heads = heading(say("Two private taps"))
    if spread is None:
        return card(heads, note(say("The answers show when three or more have tapped.")))
    of = {"count": spread.answers}
    return card(
        heads,
        meter(
            say("Could you say what you wanted to say?"),
            spread.could_say,
            spread.answers,
            say("{yes} of {count} say yes", yes=spread.could_say, **of),
        ),
        meter(
            say("Will this be used fairly?"),
            spread.fair,
            spread.answers,
            say("{yes} of {count} say yes", yes=spread.fair, **of),
        ),
    )


@component
def ToSoak(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page

    async def go_on() -> None:
        act = visitor.flows.move(guided.session_id, "soak", seen="learn")
        await guided.after(visitor, act)
        page.navigate(f"/sessions/{guided.session_id}/soak")

    if guided.session.phase != "learn":
        return ft.Container()
    return card(
        heading(say("Done for today?")),
        note(say("Read the lines back first. Then let it soak: a day, if nothing else is needed.")),
        button(say("Start Soak, 24 hours"), go_on, ft.Icons.HOURGLASS_TOP_ROUNDED),
    )
