"""A seat at the table: a card that is a capability, and what its holder may see."""

from uuid import UUID

from app.domain.noun import Noun
from app.domain.observation import Line, OwnLine
from app.domain.session import Session


class SeatCard(Noun):
    """A card to show once: its secret for the QR, its six characters to type."""

    secret: str
    code: str


class Danger(Noun):
    """The site's existing channel for *someone could get hurt now*. Leaven is not that channel."""

    name: str = ""
    contact: str = ""


class SeatView(Noun):
    session: Session
    danger: Danger | None = None
    languages: tuple[str, ...] = ("en",)


class TeamLine(Noun):
    id: UUID
    words: str
    photo: bool = False


class SeatPage(SeatView):
    """A seat's own lines and, once enough have spoken, the team's. Never who said what."""

    mine: tuple[OwnLine, ...] = ()
    enough_voices: bool = False
    team: tuple[TeamLine, ...] = ()


class Board(Noun):
    """The facilitator's view of the team circle; empty until enough voices have spoken."""

    session: Session
    seats: int
    seats_free: int
    enough_voices: bool
    lines: tuple[Line, ...] = ()
