"""Soak and Improve, for a seat: the story, what resounds, parking, two taps, dots."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.flow import Resonance, SeatDots, SeatFlow
from app.domain.observation import Lens
from services.backend.connection import Connection


class Soaking:
    """What a seat may do besides saying something. Nothing of it is kept with the seat's name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, secret: str) -> SeatFlow:
        return SeatFlow.model_validate(await self._connection.call("seat_flow", secret=secret))

    async def resonate(self, secret: str, line_id: UUID, kind: Resonance | None) -> None:
        """*Us too* or *different for us*; None takes it back."""
        await self._connection.call("resonate", secret=secret, line=str(line_id), kind=kind)

    async def park(self, secret: str, line_id: UUID, parked: bool) -> None:
        await self._connection.call("park_own", secret=secret, line=str(line_id), parked=parked)

    async def lens(self, secret: str, line_id: UUID, lens: Lens | None) -> None:
        await self._connection.call("lens_own", secret=secret, line=str(line_id), lens=lens)

    async def safety(self, secret: str, *, could_say: bool, fair: bool) -> None:
        """Two private taps, once; again changes nothing."""
        await self._connection.call("safety_tap", secret=secret, could_say=could_say, fair=fair)

    async def dots(self, secret: str) -> SeatDots:
        return SeatDots.model_validate(await self._connection.call("seat_dots", secret=secret))

    async def give_dots(self, secret: str, round_id: UUID, targets: Sequence[UUID]) -> None:
        """All dots of this seat at once; again replaces them until the round ends."""
        await self._connection.call(
            "give_dots",
            secret=secret,
            round_id=str(round_id),
            targets=[str(each) for each in targets],
        )
