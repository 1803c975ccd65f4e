"""Sign out of this browser, or of every one."""

import flet as ft

from views.components.buttons import quiet_button, soft_button
from views.components.cards import card
from views.components.text import heading
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component
from views.words import say


@component
def SignOut() -> ft.Control:
    visitor = use_visitor()

    async def here() -> None:
        await visitor.front_door.leave()
        await leave_for("/leave")

    async def everywhere() -> None:
        await visitor.front_door.leave(everywhere=True)
        await leave_for("/leave")

    return card(
        heading(say("This browser")),
        soft_button(say("Sign out"), here, ft.Icons.LOGOUT_ROUNDED),
        quiet_button(say("Sign out everywhere"), everywhere),
    )
