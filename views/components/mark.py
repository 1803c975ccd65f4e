"""Our mark: a loaf that rises, with a voice in it."""

import flet as ft

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">'
    '<rect width="512" height="512" rx="116" fill="#0B4F4A"/>'
    '<path d="M84 340c0-112 72-200 172-200s172 88 172 200c0 26-14 40-40 40H124c-26 0-40-14-40-40Z"'
    ' fill="#FBDDAC"/><g stroke="#8A3310" stroke-width="30" stroke-linecap="round">'
    '<path d="M176 268v52"/><path d="M256 216v104"/><path d="M336 268v52"/></g></svg>'
)


def our_mark(size: int = 44) -> ft.Control:
    """Beside the name of a screen; it says nothing to a screen reader."""
    return ft.Container(
        ft.Image(src=SVG, width=size, height=size, exclude_from_semantics=True),
        alignment=ft.Alignment.CENTER,
    )
