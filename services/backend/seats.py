"""What a seat may do without any account. Secrets travel in bodies, never in addresses."""

import base64
import secrets
from uuid import UUID

from app.domain.seat import SeatPage, SeatView
from services.backend.connection import Connection, refuse_unless_ok


def new_device_secret() -> str:
    """A seat secret made by a device: 192 random bits in 32 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(24)).decode()


class Seats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, card: str, device_secret: str, caller: str = "") -> SeatView:
        """Put the device's secret in the place of the card's; the same again is harmless.

        `caller` is a hash of the network address, for counting tries only.
        """
        answer = await self._connection.call(
            "take_seat", card=card, device_secret=device_secret, caller=caller
        )
        return SeatView.model_validate(refuse_unless_ok(answer))

    async def page(self, secret: str) -> SeatPage:
        return SeatPage.model_validate(await self._connection.call("seat_page", secret=secret))

    async def confirm(self, secret: str, line_id: UUID, words: str) -> None:
        """The speaker's words stand from now on; the machine's words and the recording go."""
        await self._connection.call("confirm_words", secret=secret, line=str(line_id), words=words)

    async def withdraw(self, secret: str, line_id: UUID) -> None:
        await self._connection.call("withdraw_line", secret=secret, line=str(line_id))
