"""The Flet entry point: one visitor's page, its look, and its screens."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import flet as ft

from services.backend.visitor import Visitor
from views.components.scaffold import Window
from views.context import VisitorContext
from views.device.keep import keep
from views.guard import component, handler
from views.organisation import OrganisationContext
from views.routes import Routes
from views.words import LANGUAGES, PICKED, language, pick, picked, speak
from views.words.picker import LanguageContext

FindVisitor = Callable[[str | None, str | None, str | None], Awaitable[Visitor]]
LOCALES = {
    code: ft.LocaleConfiguration(
        supported_locales=[ft.Locale(each) for each in LANGUAGES], current_locale=ft.Locale(code)
    )
    for code in LANGUAGES
}
Main = Callable[[ft.Page, str | None, str | None, str | None], Awaitable[None]]


def show_app(find_visitor: FindVisitor) -> Main:
    """The app's main: the page, which goes no further, and what a browser's cookies carry."""

    async def main(
        page: ft.Page, session: str | None, seat: str | None, wall_card: str | None
    ) -> None:
        visitor = await find_visitor(session, seat, wall_card)
        page.title = "Leaven"  # comes with the first screen: the splash waits for it
        page.render_views(App, visitor)

    return main


@component
def App(visitor: Visitor) -> ft.Control:
    chosen, set_chosen = ft.use_state(language())
    looked, set_looked = ft.use_state("")

    async def begin() -> None:
        """Until somebody picks a language here, the team's or the organisation's is spoken."""
        if picked() is None:
            speak(await spoken_around(visitor))
            set_chosen(language())

    async def go_to(org_id: UUID) -> None:
        """Look at another organisation: nothing that was read at the one before stays drawn."""
        await visitor.organisations.choose(org_id)
        await begin()
        set_looked(str(org_id))

    async def choose(code: str) -> None:
        pick(code)
        set_chosen(language())
        await keep(PICKED, code)

    def come_back() -> None:
        """The device may have picked another language on a page beside the app."""
        set_chosen(language())

    def tell_the_device() -> None:
        """Screen readers pronounce, and Flutter's own controls speak, what stands here."""
        ft.context.page.locale_configuration = LOCALES[chosen]

    ft.use_effect(handler(begin), [])
    ft.use_effect(tell_the_device, [chosen])

    def window() -> ft.Control:
        return Window(Routes, come_back, key=f"{chosen} {looked}")

    return LanguageContext(
        choose, lambda: OrganisationContext(go_to, lambda: VisitorContext(visitor, window))
    )


async def spoken_around(visitor: Visitor) -> str:
    """The language of the seat's session, or the first of the signed-in person's organisation."""
    if visitor.seat_secret is not None:
        return (await visitor.captures.seat(visitor.seat)).session.language
    if visitor.signed_in:
        here = (await visitor.organisations.me()).here
        return here.languages[0] if here else "en"
    return "en"
