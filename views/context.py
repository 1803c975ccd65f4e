"""What every screen may reach without it being handed down by hand: its own visitor."""

import flet as ft

from services.backend.visitor import Visitor

VisitorContext: ft.ContextProvider[Visitor | None] = ft.create_context(None)


def use_visitor() -> Visitor:
    """The browser that looks at this screen; a hook, so never inside a branch or loop."""
    visitor = ft.use_context(VisitorContext)
    if visitor is None:
        raise RuntimeError("use_visitor() outside the App component")
    return visitor
