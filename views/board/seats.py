"""Seat cards on the facilitator's tablet: a QR to scan, six characters to type."""

import flet as ft

from app.domain.seat import SeatCard
from views.board.state import OpenSession
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, side_by_side
from views.components.chips import choice
from views.components.qr import qr_code
from views.components.text import heading, note, title
from views.context import use_visitor
from views.guard import component
from views.words import say

CLEARS_ITSELF = (
    "After each one, and after thirty seconds, the tablet is back at the start and shows nothing. "
    "It is one seat, and counts as one voice."
)
CARD_WIDTH, QR_SIDE = 204, 164


@component
def SeatCards(opened: OpenSession) -> ft.Control:
    visitor = use_visitor()
    whose, set_whose = ft.use_state("phone")
    if not opened.cards:
        return ft.Container()

    async def add() -> None:
        await opened.add_card(visitor)

    place = f"{visitor.address}/seat{'?shared=1' if whose == 'tablet' else ''}"
    cards = [
        SeatCardView(each, f"{place}#{each.secret}", key=each.code + whose) for each in opened.cards
    ]
    return card(
        heading(say("Take a card, any card")),
        note(
            say("Nothing stores who took which. A card works once; a phone puts its own key there.")
        ),
        side_by_side(
            soft_button(say("One more seat"), add, ft.Icons.ADD_ROUNDED),
            quiet_button(say("Put the cards away"), opened.put_cards_away, ft.Icons.CLOSE_ROUNDED),
        ),
        choice(
            [("phone", say("For one's own phone")), ("tablet", say("For a tablet passed round"))],
            whose,
            set_whose,
        ),
        *([note(say(CLEARS_ITSELF))] if whose == "tablet" else []),
        side_by_side(*cards, spacing=12),
    )


@component
def SeatCardView(seat: SeatCard, link: str, key: str | None = None) -> ft.Control:
    return ft.Semantics(
        container=True,
        label=say("Seat card. Code {code}", code=" ".join(seat.code)),
        content=ft.Container(
            ft.Column(
                [
                    qr_code(link, say("QR code of this seat"), QR_SIDE),
                    title(seat.code, "#000000"),
                ],
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                spacing=8,
            ),
            width=CARD_WIDTH,
            padding=12,
            border_radius=20,
            bgcolor="#FFFFFF",  # dark on light in dark mode too: scanners need it
            border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        ),
    )
