"""Questions that stop everything else. Give the result to `ft.use_dialog`, or None to close it."""

from collections.abc import Sequence

import flet as ft

from views.components.buttons import Tap, button, danger_button, quiet_button
from views.components.text import body
from views.guard import handler


def question(
    words: str,
    under: str,
    yes: tuple[str, Tap],
    no: tuple[str, Tap],
    *,
    grave: bool = False,
    more: Sequence[ft.Control] = (),
) -> ft.AlertDialog:
    """Two answers that say what they do ("Withdraw it", "Keep it"), never *OK* and *Cancel*.

    Escape, and a tap beside it, mean no.
    """
    made = danger_button(*yes) if grave else button(*yes)
    return ft.AlertDialog(
        scrollable=True,
        title=ft.Text(words),
        semantics_label=words,
        content=ft.Column([body(under), *more], tight=True, spacing=16),
        actions=[quiet_button(*no), made],
        on_dismiss=handler(no[1]),
    )
