"""The language that an organisation begins in: its sessions, and whoever has picked none."""

import flet as ft

from views.administration.state import Office
from views.components.cards import card
from views.components.chips import choice
from views.components.text import heading, note
from views.context import use_visitor
from views.guard import component
from views.words import LANGUAGES, say


@component
def FirstLanguage(office: Office) -> ft.Control:
    visitor = use_visitor()
    if office.organisation is None:
        return ft.Container()

    async def choose(code: str) -> None:
        await office.speak_first(visitor, code)

    return card(
        heading(say("First language")),
        note(say("New sessions begin in it, and every device where nobody has picked another.")),
        choice(list(LANGUAGES.items()), office.organisation.languages[0], choose),
    )
