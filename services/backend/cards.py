"""Look-for cards: write, share, take up."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.look_for import AdoptionKind, CardPage, LookForCard, SessionCards
from services.backend.connection import Connection


class Cards:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def shared(self, org_id: UUID) -> Sequence[LookForCard]:
        """The latest hundred that were shared."""
        answer = await self._connection.read("cards", org=str(org_id))
        return [LookForCard.model_validate(each) for each in answer["cards"]]

    async def page(self, card_id: UUID) -> CardPage:
        return CardPage.model_validate(await self._connection.read("card", card=str(card_id)))

    async def of_session(self, session_id: UUID) -> SessionCards:
        answer = await self._connection.read("session_cards", session=str(session_id))
        return SessionCards.model_validate(answer)

    async def write(self, card: LookForCard) -> LookForCard:
        """Keep a card that is not shared yet. Quotes are word for word (`not_verbatim`)."""
        details = card.model_dump(
            mode="json", include={"session_id", "saw", "look_for", "changed", "built_on", "quotes"}
        )
        answer = await self._connection.call("write_card", card_id=str(card.id), details=details)
        return LookForCard.model_validate(answer)

    async def share(self, card_id: UUID) -> LookForCard:
        """Give it to everybody in the organisation; it stands as it is from now on."""
        return LookForCard.model_validate(
            await self._connection.call("share_card", card=str(card_id))
        )

    async def adopt(
        self, card_id: UUID, kind: AdoptionKind, words: str = "", session_id: UUID | None = None
    ) -> None:
        """Another team has this too, tried it or built on it. Twice is once."""
        await self._connection.call(
            "adopt_card",
            adoption_id=str(uuid4()),
            card=str(card_id),
            kind=kind,
            words=words,
            session=str(session_id) if session_id else None,
        )


class SeatCards:
    """The same for a crew at its table, by its seat."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def shared(self, secret: str) -> Sequence[LookForCard]:
        answer = await self._connection.call("seat_cards", secret=secret)
        return [LookForCard.model_validate(each) for each in answer["cards"]]

    async def adopt(self, secret: str, card_id: UUID, kind: AdoptionKind, words: str = "") -> None:
        await self._connection.call(
            "seat_adopt_card",
            secret=secret,
            adoption_id=str(uuid4()),
            card=str(card_id),
            kind=kind,
            words=words,
        )
