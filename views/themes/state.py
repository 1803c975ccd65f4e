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
        here = (await visitor.organisations.me()).here
        if here is not None:
            self.facilitates = "facilitator" in here.roles
            self.themes = await visitor.themes.all(here.id)
        self.loaded = True


@dataclass(eq=False)
class OneTheme(ft.Observable):
    theme_id: UUID
    page: ThemePage | None = None

    async def load(self, visitor: Visitor) -> None:
        self.page = await visitor.themes.page(self.theme_id)
