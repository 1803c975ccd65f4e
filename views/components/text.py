"""Type: six sizes, three weights. Headings are headings for a screen reader too."""

import flet as ft

from views.components.scale import BODY, DISPLAY, HEADING, NAME, NOTE, TITLE

INK = ft.Colors.ON_SURFACE
QUIET = ft.Colors.ON_SURFACE_VARIANT


def display(words: str, color: str = INK) -> ft.Control:
    return _heading(words, DISPLAY, 1, color)


def title(words: str, color: str = INK) -> ft.Control:
    return _heading(words, TITLE, 1, color)


def screen_name(words: str) -> ft.Control:
    """In the bar at the top, in two lines where one has no room: Flutter cuts it after one."""
    return _heading(words, NAME, 1, INK, lines=2)


def heading(words: str, color: str = INK, align: ft.TextAlign = ft.TextAlign.START) -> ft.Control:
    return _heading(words, HEADING, 2, color, align=align)


def body(words: str, color: str = INK) -> ft.Text:
    """What people read; it may be selected and copied."""
    return ft.Text(words, color=color, style=ft.TextStyle(size=BODY, height=1.45))


def strong(words: str, color: str = INK) -> ft.Text:
    style = ft.TextStyle(size=BODY, height=1.35, weight=ft.FontWeight.W_600)
    return ft.Text(words, color=color, style=style)


def note(words: str, color: str = QUIET, align: ft.TextAlign = ft.TextAlign.START) -> ft.Text:
    """What stands beside; still 7:1 and never smaller than 15."""
    style = ft.TextStyle(size=NOTE, height=1.4)
    return ft.Text(words, color=color, style=style, text_align=align)


def label(words: str, color: str = INK) -> ft.Text:
    style = ft.TextStyle(size=NOTE, height=1.25, weight=ft.FontWeight.W_600)
    return ft.Text(words, color=color, style=style)


def shortened(words: str, most: int = 90) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"


def spoken(words: str, about: str) -> str | None:
    """What a screen reader says instead of `words` where many buttons are called so."""
    return f"{words}: {shortened(about, 120)}" if about else None


def live(words: str, color: str = QUIET) -> ft.Control:
    """A status that a screen reader says when it changes."""
    return said_aloud(note(words, color))


def said_aloud(shown: ft.Control) -> ft.Control:
    """Its words are announced when they come and when they change."""
    return ft.Semantics(live_region=True, container=True, content=shown)


def _heading(
    words: str,
    size: int,
    level: int,
    color: str,
    *,
    align: ft.TextAlign = ft.TextAlign.START,
    lines: int | None = None,
) -> ft.Control:
    style = ft.TextStyle(size=size, height=1.2, weight=ft.FontWeight.W_700)
    return ft.Semantics(
        header=True,
        heading_level=level,
        container=True,
        content=ft.Text(words, color=color, style=style, text_align=align, max_lines=lines),
    )
