"""Put the cursor into a field that is on the screen."""

import flet as ft

from views.components.fields import Field


def focus(field: Field) -> None:
    """Not awaited: a phone that is away never answers.

    By the field's number: what a component draws is not the object that hangs in the page, so
    that Flet's own `field.focus()` would not find its page.
    """
    page = ft.context.page
    number = field.input._i  # noqa: SLF001 - the only name that both of them share
    page.run_task(page.session.invoke_method, number, "focus", None, None)
