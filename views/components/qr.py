"""A QR code on the screen, drawn by segno; always black on white, whatever the theme."""

import io

import flet as ft
import segno

from views.components.scale import CORNER_SMALL


def qr_code(content: str, says: str, size: int = 280) -> ft.Control:
    """`says` is what a screen reader is told; the content itself may be a secret."""
    return ft.Semantics(
        label=says,
        image=True,
        container=True,
        exclude_semantics=True,
        content=ft.Container(
            ft.Image(src=qr_png(content), width=size, height=size, fit=ft.BoxFit.CONTAIN),
            bgcolor="#FFFFFF",
            border_radius=CORNER_SMALL,
            padding=8,
        ),
    )


def qr_png(content: str) -> bytes:
    """Level M: readable when a fifth is dirty or scratched. Flutter draws its SVG too thin."""
    out = io.BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(out, kind="png", scale=8, border=2, dark="#000000", light="#FFFFFF")
    return out.getvalue()
