"""A line's photo: small in a list, whole after a touch; its words tell those who do not see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.errors import NotFoundError
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button, soft_button
from views.components.cards import side_by_side, stack
from views.components.scale import CORNER_SMALL
from views.components.text import note
from views.context import use_visitor
from views.guard import component, handler
from views.hooks import use_model
from views.words import say

SMALL_HEIGHT = 180


@dataclass(eq=False)
class Looked(ft.Observable):
    """What has been fetched of one photo."""

    picture: bytes | None = None
    large: bool = False

    async def fetch(self, visitor: Visitor, line_id: UUID, *, large: bool = False) -> None:
        """A photo that was taken off meanwhile is simply not there."""
        try:
            self.picture = await visitor.photos.of(line_id, large=large)
        except NotFoundError:
            self.picture = None
        self.large = large


@component
def PhotoOf(line_id: UUID, words: str, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    looked = use_model(Looked)

    async def load() -> None:
        await looked.fetch(visitor, line_id)

    async def turn() -> None:
        await looked.fetch(visitor, line_id, large=not looked.large)

    ft.use_effect(handler(load), [line_id])
    if looked.picture is None:
        return ft.Container()
    size = say("Make the photo small") if looked.large else say("Show the whole photo")
    picture = ft.Image(
        src=looked.picture,
        fit=ft.BoxFit.CONTAIN,
        height=None if looked.large else SMALL_HEIGHT,
        border_radius=CORNER_SMALL,
        exclude_from_semantics=True,
    )
    return ft.MergeSemantics(
        ft.Semantics(
            label=f"{say('Photo: {words}', words=words)}. {size}",
            image=True,
            content=ft.TextButton(
                content=picture,
                on_click=handler(turn),
                style=ft.ButtonStyle(
                    padding=0, shape=ft.RoundedRectangleBorder(radius=CORNER_SMALL)
                ),
            ),
        )
    )


def photos_of(line_id: UUID, words: str, has_photo: bool) -> list[ft.Control]:
    """For a list of parts: the photo, if there is one."""
    return [PhotoOf(line_id, words, key=f"photo-{line_id}")] if has_photo else []


@component
def TakeOff(line_id: UUID, again: Callable[[], Awaitable[None]]) -> ft.Control:
    """The guide destroys a photo: a second tap, for there is no way back."""
    visitor = use_visitor()
    asked, set_asked = ft.use_state(False)

    async def take_off() -> None:
        await visitor.photos.take_off(line_id)
        await again()

    if not asked:
        words = say("Take the photo off")
        return ft.Row([quiet_button(words, lambda: set_asked(True), ft.Icons.HIDE_IMAGE_OUTLINED)])
    return stack(
        note(say("The photo is then gone for good; the words stay.")),
        side_by_side(
            soft_button(say("Take it off for good"), take_off),
            quiet_button(say("Keep it"), lambda: set_asked(False)),
        ),
    )
