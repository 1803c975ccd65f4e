"""Themes: what is heard in more than one place, with the words themselves."""

from uuid import UUID

import flet as ft

from app.domain.theme import ThemeLine
from views.components.buttons import Tap
from views.components.cards import card, row, section, side_by_side, stack
from views.components.chips import tag
from views.components.text import body, note, title
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component, handler, screen
from views.hooks import use_model
from views.page import PEOPLE, page_of
from views.themes.state import OneTheme, ThemeList
from views.words import say
from views.words.week import week_words


@screen
def ThemesScreen() -> ft.View:
    visitor = use_visitor()
    themes = use_model(ThemeList)

    async def load() -> None:
        await themes.load(visitor)

    ft.use_effect(handler(load), [])
    return page_of(say("Themes"), Themes(themes), at="/themes", places=PEOPLE)


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
    empty = body(say("No theme yet. A facilitator makes one when two lines tell the same story."))
    return section(say("Heard in more than one place"), *(rows or [empty]))


@screen
def ThemeScreen() -> ft.View:
    visitor = use_visitor()
    theme_id = UUID(ft.use_route_params()["theme_id"])
    theme = use_model(lambda: OneTheme(theme_id))

    async def load() -> None:
        await theme.load(visitor)

    ft.use_effect(handler(load), [theme_id])
    return page_of(say("Theme"), Theme(theme), at="/themes", places=PEOPLE, back=True)


@component
def Theme(theme: OneTheme) -> ft.Control:
    if theme.page is None:
        return skeleton()
    page = theme.page
    rows = [ThemeLineCard(line, key=str(line.id)) for line in page.lines]
    return stack(
        title(page.title),
        side_by_side(*[tag(word) for word in page.keywords]),
        *([note(say("Worked example"))] if page.is_example else []),
        section(say("In people's own words"), *rows),
        spacing=16,
    )


@component
def ThemeLineCard(line: ThemeLine, key: str | None = None) -> ft.Control:
    when = week_words(line.week or "") or say("not released: your team only")
    return card(
        body(line.words),
        side_by_side(
            tag(line.place or say("Another place"), ft.Icons.PLACE_ROUNDED),
            *([tag(say("Your session"), ft.Icons.GROUPS_ROUNDED, "brand")] if line.mine else []),
        ),
        note(f"{line.topic} · {when}"),
        padding=16,
    )
