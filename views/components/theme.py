"""How Flutter's own controls look here: our colours, our type, large targets."""

import flet as ft

from views.components.palette import DARK, LIGHT, Palette, scheme
from views.components.scale import BODY, CORNER, CORNER_SMALL, HEADING, NAME, NOTE

FAMILY = "Figtree"


def dress() -> None:
    """Give the visitor's page its two themes; the phone's own setting chooses."""
    page = ft.context.page
    page.theme = theme(LIGHT)
    page.dark_theme = theme(DARK)
    page.theme_mode = ft.ThemeMode.SYSTEM


def theme(palette: Palette) -> ft.Theme:
    colours = scheme(palette)
    at_once = ft.PageTransitionTheme.NONE  # on a weak phone a fade costs a third of a second
    return ft.Theme(
        color_scheme_seed=palette.brand,
        color_scheme=colours,
        scaffold_bgcolor=palette.paper,
        font_family=FAMILY,
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme(
            android=at_once, ios=at_once, linux=at_once, macos=at_once, windows=at_once
        ),
        appbar_theme=ft.AppBarTheme(
            bgcolor=palette.paper,
            color=palette.ink,
            elevation=0,
            title_text_style=_type(NAME, ft.FontWeight.W_700, palette.ink),
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            height=76,
            bgcolor=palette.low,
            indicator_color=palette.brand_soft,
            label_text_style=_type(NOTE, ft.FontWeight.W_600, palette.ink),
        ),
        navigation_rail_theme=ft.NavigationRailTheme(
            bgcolor=palette.low,
            indicator_color=palette.brand_soft,
            selected_label_text_style=_type(NOTE, ft.FontWeight.W_700, palette.ink),
            unselected_label_text_style=_type(NOTE, ft.FontWeight.W_600, palette.quiet),
        ),
        dialog_theme=ft.DialogTheme(
            bgcolor=palette.card,
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            title_text_style=_type(HEADING, ft.FontWeight.W_700, palette.ink),
            content_text_style=_type(BODY, ft.FontWeight.W_400, palette.ink),
        ),
        snackbar_theme=ft.SnackBarTheme(
            bgcolor=palette.ink,
            content_text_style=_type(BODY, ft.FontWeight.W_600, palette.paper),
            shape=ft.RoundedRectangleBorder(radius=CORNER_SMALL),
        ),
    )


def _type(size: int, weight: ft.FontWeight, colour: str) -> ft.TextStyle:
    return ft.TextStyle(size=size, weight=weight, color=colour, font_family=FAMILY)
