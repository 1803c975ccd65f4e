"""Pick the language to read in. It is picked, never guessed; a seat begins in its session's."""

from collections.abc import Callable

import flet as ft

from views.components.chips import choice
from views.guard import Outcome, component
from views.words import LANGUAGES, language

Choose = Callable[[str], Outcome]
LanguageContext: ft.ContextProvider[Choose | None] = ft.create_context(None)


@component
def LanguagePicker() -> ft.Control:
    """The languages by their own names; picking one draws the whole page anew."""
    choose = ft.use_context(LanguageContext)
    chosen = language()
    if choose is None:
        return ft.Container()
    return ft.Container(choice(list(LANGUAGES.items()), chosen, choose), padding=8)
