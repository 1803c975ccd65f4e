"""Themes: what is heard in more than one place, with the words themselves."""

from uuid import UUID

import flet as ft

from app.domain.theme import ThemeLine
from views.components.buttons import Tap, quiet_button
from views.components.cards import card, row, section, side_by_side, stack
from views.components.chips import tag
from views.components.text import body, note, title
from views.components.waiting import skeleton
from views.guard import component, screen
from views.hooks import use_id, use_model
from views.live import use_load
from views.page import page_of
from views.photos import photos_of
from views.themes.state import OneTheme, ThemeList
from views.themes.why import WhyHere
from views.words import say
from views.words.when import week_words


@screen
def ThemesScreen() -> ft.View:
    themes = use_model(ThemeList)
    refused = use_load(themes.load)
    return page_of(say("Themes"), Themes(themes), at="/themes", whose="people", refused=refused)


@component
def Themes(themes: ThemeList) -> ft.Control:
    page = ft.context.page
    if not themes.loaded:
        return skeleton()

    def opener(theme_id: UUID) -> Tap:
        return lambda: page.navigate(f"/themes/{theme_id}")

    rows = [
        row(each.title, opener(each.id), ", ".join(each.keywords), ft.Icons.HUB_ROUNDED)
        for each in themes.themes
    ]
    link = row(
        say("Link lines to themes"),
        lambda: page.navigate("/desk"),
        say("What is like a theme or like another line waits there"),
        ft.Icons.JOIN_INNER_ROUNDED,
    )
    ask = row(
        say("Have others had this?"),
        lambda: page.navigate("/search"),
        say("Search in your own words"),
        ft.Icons.SEARCH_ROUNDED,
    )
    empty = body(say("No theme yet. A facilitator makes one when two lines tell the same story."))
    return stack(
        *([link] if themes.facilitates else []),
        ask,
        section(say("Heard in more than one place"), *(rows or [empty])),
        spacing=16,
    )


@screen
def ThemeScreen() -> ft.View:
    theme_id = use_id("theme_id")
    theme = use_model(lambda: OneTheme(theme_id))
    refused = use_load(theme.load)
    return page_of(
        say("Theme"), Theme(theme), at="/themes", whose="people", back=True, refused=refused
    )


@component
def Theme(theme: OneTheme) -> ft.Control:
    if theme.page is None:
        return skeleton()
    page = theme.page
    rows = [ThemeLineCard(page.id, line, key=str(line.id)) for line in page.lines]
    return stack(
        title(page.title),
        side_by_side(*[tag(word) for word in page.keywords]),
        *([note(say("Worked example"))] if page.is_example else []),
        section(say("In people's own words"), *rows),
        ft.Row(
            [
                quiet_button(
                    say("Have others had this?"),
                    lambda: ft.context.page.navigate("/search"),
                    ft.Icons.SEARCH_ROUNDED,
                )
            ]
        ),
        spacing=16,
    )


@component
def ThemeLineCard(theme_id: UUID, line: ThemeLine, key: str | None = None) -> ft.Control:
    when = week_words(line.week or "") or say("not released: your team only")
    return card(
        body(line.words),
        *photos_of(line.id, line.words, line.photo),
        side_by_side(
            tag(line.place or say("Another place"), ft.Icons.PLACE_ROUNDED),
            *([tag(say("Your session"), ft.Icons.GROUPS_ROUNDED, "brand")] if line.mine else []),
        ),
        note(f"{line.topic} · {when}"),
        WhyHere(theme_id, line),
        padding=16,
    )
