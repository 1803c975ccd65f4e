"""What a change would touch: three lists, each line with why it is shown and where it leads."""

from uuid import UUID

import flet as ft

from app.domain.change import Standing, Touched, TouchedTheme
from app.domain.own_words import Answer, TitledTheme
from views.change.state import Checking
from views.components.buttons import Tap, quiet_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag, theme_tag
from views.components.lines import quote, translated
from views.components.text import body, live, note, strong
from views.components.waiting import empty, skeleton
from views.guard import component
from views.words import say
from views.words.when import month_words


@component
def What(checking: Checking, leads_on: bool) -> ft.Control:
    if checking.looking:
        return skeleton(what=say("Looking"))
    if not checking.asked:
        return ft.Container()
    if checking.touched.nothing:
        why = say(
            "Nobody has told of it yet: that does not say that it touches nothing. Go and ask."
        )
        return empty(say("Nothing found"), why, ft.Icons.SEARCH_OFF_ROUNDED)
    return Lists(checking.touched, leads_on)


@component
def Lists(touched: Touched, leads_on: bool) -> ft.Control:
    practices = [StandingCard(each, leads_on, key=str(each.id)) for each in touched.practices]
    themes = [ThemeCard(each, leads_on, key=str(each.theme.id)) for each in touched.themes]
    defences = [StandingCard(each, leads_on, key=str(each.id)) for each in touched.defences]
    none = note(say("None that a team has let go of."))
    return stack(
        live(say("What it may touch, the nearest first")),
        section(
            say("What people do to make it work"),
            body(say("What will it take away that helps today?")),
            *(practices or [none]),
        ),
        section(say("Themes"), *(themes or [none])),
        section(
            say("What rests on someone's skill"),
            body(say("Will that skill still be there, and still fit?")),
            *(defences or [none]),
        ),
        spacing=24,
    )


@component
def StandingCard(found: Standing, leads_on: bool, key: str | None = None) -> ft.Control:
    """A practice or a defence, whom it comes from, and why it stands here."""
    protects = [body(say("Protects: {what}", what=found.protects))] if found.protects else []
    step = [note(say("As written: {step}", step=found.step))] if found.step else []
    return card(
        strong(found.words),
        *protects,
        *step,
        side_by_side(
            tag(found.place or say("Another place"), ft.Icons.PLACE_ROUNDED),
            tag(found.topic, ft.Icons.TOPIC_ROUNDED),
        ),
        *why(found),
        Doors(found.session_id, found.said.themes if found.said else (), leads_on),
        padding=16,
    )


@component
def ThemeCard(found: TouchedTheme, leads_on: bool, key: str | None = None) -> ft.Control:
    return card(
        strong(found.theme.title),
        note(say("Shown because of this line")),
        line_of(found.said),
        Doors(None, (found.theme,), leads_on),
        padding=16,
    )


def why(found: Standing) -> list[ft.Control]:
    """Shared words first: anybody can check them. Then a line of the same job, then meaning."""
    if found.shared:
        return [note(say("Shown because it says: {words}", words=", ".join(found.shared)))]
    if found.said:
        return [note(say("Shown because of a line from the same job")), line_of(found.said)]
    return [note(say("Shown because it is close in meaning"))]


def line_of(answer: Answer) -> ft.Control:
    where = answer.place or answer.kind or say("Another place")
    said = quote(answer.words, f"{where} · {month_words(answer.month)}")
    return stack(said, *translated(answer.translation), spacing=4)


@component
def Doors(session_id: UUID | None, themes: tuple[TitledTheme, ...], leads_on: bool) -> ft.Control:
    page = ft.context.page
    if not leads_on:
        return side_by_side(*[theme_tag(each.title) for each in themes])

    def opener(address: str) -> Tap:
        return lambda: page.navigate(address)

    doors = [
        quiet_button(say("Open {title}", title=each.title), opener(f"/themes/{each.id}"))
        for each in themes
    ]
    if session_id:
        story = opener(f"/sessions/{session_id}/story")
        doors.append(quiet_button(say("As written, as done"), story))
    return side_by_side(*doors)
