"""Soak on the guide's tablet: the clock, its length, one reminder, and the way into Improve."""

import flet as ft

from app.domain.flow import LONGEST_SOAK_HOURS, SHORTEST_SOAK_HOURS
from app.domain.phase import label
from views.components.banners import banner
from views.components.buttons import main_button, quiet_button, soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, done
from views.components.fields import text_field
from views.components.text import body, heading, note, title
from views.context import use_visitor
from views.guard import component, screen
from views.guide.clock import in_words, minutes_until
from views.guide.frame import Notices, guide_page
from views.guide.state import Draft, Guided
from views.hooks import use_model
from views.words import say

LENGTHS = (SHORTEST_SOAK_HOURS, 24, 48, 72, 168, LONGEST_SOAK_HOURS)


@screen
def GuideSoakScreen() -> ft.View:
    return guide_page(say("Soak"), SoakOfTeam)


@component
def SoakOfTeam(guided: Guided) -> ft.Control:
    session = guided.session
    if session.phase in {"prepare", "learn"}:
        return stack(
            Notices(guided),
            note(say("Soak begins when the team has read its lines back.")),
            BeginSoak(guided),
            spacing=16,
        )
    if session.phase != "soak":
        return stack(Notices(guided), SoakIsOver(guided), Shortened(guided), spacing=16)
    return stack(
        Notices(guided),
        Remaining(guided),
        Shortened(guided),
        ToImprove(guided),
        Length(guided),
        Remind(guided),
        spacing=16,
    )


@component
def Remaining(guided: Guided) -> ft.Control:
    if guided.beside.soak_over:
        return card(title(say("Soak is over")), note(say("Improve is open.")))
    left = in_words(minutes_until(guided.session.soak_until))
    return card(
        note(say("Still to soak")),
        title(left),
        note(say("Everyone has the story on their own phone, can add to it and say “us too”.")),
    )


@component
def SoakIsOver(guided: Guided) -> ft.Control:
    page = ft.context.page
    return card(
        title(say("Soak is over")),
        soft_button(
            say("See what protects us and what we change"),
            lambda: page.navigate(f"/sessions/{guided.session_id}/improve"),
            ft.Icons.BUILD_OUTLINED,
        ),
    )


@component
def Shortened(guided: Guided) -> ft.Control:
    reason = guided.session.soak_shortened_because
    return banner(say("Soak was shortened"), reason, kind="care") if reason else ft.Container()


@component
def BeginSoak(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    hours, set_hours = ft.use_state("24")

    async def begin() -> None:
        act = visitor.flows.move(
            guided.session_id, "soak", seen=guided.session.phase, soak_hours=int(hours)
        )
        await guided.after(visitor, act)

    return card(
        heading(say("How long?")),
        choice(_lengths(), hours, set_hours),
        main_button(say("Start Soak"), begin, ft.Icons.HOURGLASS_TOP_ROUNDED),
    )


@component
def Length(guided: Guided) -> ft.Control:
    visitor = use_visitor()
    hours, set_hours = ft.use_state("")
    why = use_model(Draft)

    async def keep() -> None:
        async def change() -> None:
            await visitor.flows.change_soak(guided.session_id, int(hours), why.words)
            set_hours("")
            await guided.load(visitor)

        if hours:
            await why.send(change)

    return section(
        say("Another length"),
        card(
            choice(_lengths(), hours, set_hours),
            text_field(
                say("Why? Needed to shorten it; everyone sees it"),
                why.words,
                why.change,
                most=300,
            ),
            soft_button(say("Change the length"), keep, busy=why.busy),
            padding=16,
        ),
    )


@component
def Remind(guided: Guided) -> ft.Control:
    visitor = use_visitor()

    async def remind() -> None:
        await guided.after(visitor, visitor.flows.remind(guided.session_id))

    if guided.beside.reminded:
        return card(done(say("Reminded once; once is enough")))
    return card(
        body(say("One reminder stands on the team's screens. It shows nothing of what was said.")),
        soft_button(say("Remind the team once"), remind, ft.Icons.NOTIFICATIONS_NONE_ROUNDED),
    )


@component
def ToImprove(guided: Guided) -> ft.Control:
    """Opens by itself when soak is over; before that it asks for a reason that everyone sees."""
    visitor = use_visitor()
    page = ft.context.page
    asking, set_asking = ft.use_state(False)
    why = use_model(Draft)
    over = guided.beside.soak_over

    async def go_on() -> None:
        act = visitor.flows.move(guided.session_id, "improve", seen="soak", reason=why.words)
        await guided.after(visitor, act)
        page.navigate(f"/sessions/{guided.session_id}/improve")

    async def shorten() -> None:
        await why.send(go_on)

    improve = label("improve", guided.session.improve_label)
    start = main_button(
        say("Start {phase}", phase=say(improve)), go_on, ft.Icons.ARROW_FORWARD_ROUNDED
    )
    ask = card(
        text_field(say("Why now? Everyone will read it"), why.words, why.change, most=300, lines=2),
        soft_button(say("End Soak with this reason"), shorten, busy=why.busy),
    )
    shortcut = side_by_side(quiet_button(say("End Soak early"), lambda: set_asking(True)))
    return stack(Sponsor(guided), start if over else ask if asking else shortcut)


@component
def Sponsor(guided: Guided) -> ft.Control:
    """Improve needs somebody who can decide."""
    visitor = use_visitor()
    role = use_model(Draft)

    async def keep() -> None:
        async def name() -> None:
            mode = guided.session.sponsor_mode
            await visitor.flows.name_sponsor(guided.session_id, role.words, mode)
            await guided.load(visitor)

        await role.send(name)

    if guided.session.sponsor_role:
        return ft.Container()
    return card(
        heading(say("Who can decide?")),
        text_field(say("The sponsor's role"), role.words, role.change, most=60, on_submit=keep),
        soft_button(say("Keep it"), keep, busy=role.busy),
    )


def _lengths() -> list[tuple[str, str]]:
    return [(str(hours), in_words(hours * 60)) for hours in LENGTHS]
