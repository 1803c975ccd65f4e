"""Fields to write in. A field is small and owns its own text: a keystroke redraws nothing else."""

from collections.abc import Callable
from typing import cast

import flet as ft
from typing_extensions import override

from views.components.scale import CORNER_SMALL, HEADING, NOTE
from views.components.text import label as name_of
from views.components.text import spoken
from views.guard import Outcome, handler
from views.words import say
from views.words.refusals import told

Typed = Callable[[str], Outcome]
UNSEEN = ft.TextStyle(size=0.1, letter_spacing=0, color=ft.Colors.TRANSPARENT)
"""Flutter cuts a field's own label to one line; it stays for screen readers and takes no room."""


@ft.control
class OwnText(ft.TextField):
    """A field whose text belongs to whoever types.

    Keystrokes arrive as a new value first and as an event a moment later. A redraw in between
    knows only the older text, and Flet 1.0.5 would write that over what is being typed.
    """

    def knows(self, text: str) -> None:
        """The program has this text: it gave it, or has just heard it."""
        object.__setattr__(self, "_known", text)

    @override
    def _migrate_state(self, other: ft.BaseControl) -> None:
        super()._migrate_state(other)
        if isinstance(other, OwnText) and self.value == getattr(other, "_known", None):
            self._values["value"] = (
                other.value
            )  # nothing new from the program: the typed text stays


@ft.control
class Field(ft.Column):
    """A field under its name, which wraps as any text does. The name is read out once."""

    @property
    def input(self) -> OwnText:
        return cast("OwnText", self.controls[-1])


def text_field(
    label: str,
    value: str,
    on_typed: Typed,
    *,
    most: int | None = None,
    lines: int = 1,
    hint: str = "",
    help_text: str = "",
    error: str = "",
    on_submit: Callable[[], Outcome] | None = None,
    about: str = "",
) -> Field:
    """`most` characters, counted below in words; `lines` is the height it starts with.

    `about` as for a button: what the field belongs to where several have this name.

    Keep the text in the smallest component that owns it, and give `value` back from there.
    """

    def typed(event: ft.Event[ft.TextField]) -> Outcome:
        if isinstance(event.control, OwnText):
            event.control.knows(event.control.value)
        return on_typed(event.control.value)

    field = OwnText(
        label=spoken(label, about) or label,
        value=value,
        hint_text=hint or None,
        helper=help_text or None,
        helper_max_lines=4,
        error=told(error) if error else None,
        error_max_lines=4,
        counter=_left(value, most),
        max_length=most,
        multiline=lines > 1,
        min_lines=lines,
        max_lines=max(lines, 12) if lines > 1 else 1,
        capitalization=ft.TextCapitalization.SENTENCES,
        on_change=handler(typed),
        on_submit=handler(on_submit) if on_submit else None,
        border=_border(),
        filled=True,
        fill_color=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content_padding=ft.Padding.symmetric(vertical=18, horizontal=18),
        text_style=ft.TextStyle(size=HEADING - 2, height=1.4),
        label_style=UNSEEN,
        helper_style=ft.TextStyle(size=NOTE, color=ft.Colors.ON_SURFACE_VARIANT),
        counter_style=ft.TextStyle(size=NOTE, color=ft.Colors.ON_SURFACE_VARIANT),
        error_style=ft.TextStyle(size=NOTE, color=ft.Colors.ERROR, weight=ft.FontWeight.W_600),
        align_label_with_hint=True,
    )
    field.knows(value)
    seen = ft.Semantics(exclude_semantics=True, content=name_of(label))
    return Field([seen, field], spacing=6, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def email_field(
    label: str,
    value: str,
    on_typed: Typed,
    *,
    error: str = "",
    on_submit: Callable[[], Outcome] | None = None,
) -> Field:
    """An address: the keyboard with the @, no capitals, and what the browser knows already."""
    field = text_field(label, value, on_typed, error=error, on_submit=on_submit)
    written = field.input
    written.keyboard_type = ft.KeyboardType.EMAIL
    written.autofill_hints = [ft.AutofillHint.EMAIL]
    written.capitalization = ft.TextCapitalization.NONE
    written.autocorrect = written.enable_suggestions = False
    return field


def _left(value: str, most: int | None) -> str | None:
    if most is None:
        return None
    left = most - len(value)
    return say("{count} left", count=left) if left <= most // 4 else ""


def _border() -> dict[ft.ControlState, ft.InputBorder]:
    """An edge of 3:1; thicker while one writes, red and thick when something is wrong.

    Without padding the gap that Flutter leaves for the unseen label is as narrow as that is.
    """

    def edge(width: float, colour: str) -> ft.InputBorder:
        side = ft.BorderSide(width, colour)
        return ft.OutlineInputBorder(side=side, border_radius=CORNER_SMALL, gap_padding=0)

    return {
        ft.ControlState.ERROR: edge(3, ft.Colors.ERROR),
        ft.ControlState.FOCUSED: edge(3, ft.Colors.PRIMARY),
        ft.ControlState.DEFAULT: edge(1.5, ft.Colors.OUTLINE),
    }
