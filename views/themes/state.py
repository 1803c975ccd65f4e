"""What the theme screens have loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.theme import Theme, ThemePage
from services.backend.visitor import Visitor


@dataclass(eq=False)
class ThemeList(ft.Observable):
    loaded: bool = False
    facilitates: bool = False
    themes: Sequence[Theme] = field(default_factory=tuple)

    async def load(self, visitor: Visitor) -> None:
        person = await visitor.organisations.me()
        if person.organisations:
            organisation = person.organisations[0]
            self.facilitates = "facilitator" in organisation.roles
            self.themes = await visitor.themes.all(organisation.id)
        self.loaded = True


@dataclass(eq=False)
class OneTheme(ft.Observable):
    theme_id: UUID
    page: ThemePage | None = None

    async def load(self, visitor: Visitor) -> None:
        self.page = await visitor.themes.page(self.theme_id)
