"""A crew's weekly look back, by the card on its wall."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.capture import TypedWords
from app.domain.routine import WallCard, WallPage
from services.backend.captures import Captures
from services.backend.connection import Connection
from services.backend.seats import Seats, new_device_secret


class Routines:
    """`person` makes cards; `anybody` uses them. Card secrets travel in bodies only."""

    def __init__(
        self, person: Connection, anybody: Connection, seats: Seats, captures: Captures
    ) -> None:
        self._person = person
        self._anybody = anybody
        self._seats = seats
        self._captures = captures

    async def card(self, org_id: UUID, area_id: UUID) -> WallCard:
        """A card for an area's wall; an older one stops working. Its secret is shown once."""
        answer = await self._person.call("wall_card", org=str(org_id), area=str(area_id))
        return WallCard.model_validate(answer)

    async def page(self, card: str) -> WallPage:
        """The area's lines of past weeks; this week's come out when it is over."""
        return WallPage.model_validate(await self._anybody.call("wall_page", card=card))

    async def say(
        self, card: str, answers: Sequence[tuple[UUID, str]], language: str, key: str = ""
    ) -> None:
        """Hand in one person's answers under a seat of their own, forgotten afterwards.

        `answers` are (id, words) and `key` a device secret (see new_device_secret), both made
        once for this person, so that sending twice keeps one copy.
        """
        secret = key or new_device_secret()
        await self._seats.take(card, secret)
        for answer_id, words in answers:
            typed = TypedWords(phase="soak", language=language, words=words)
            await self._captures.text(secret, answer_id, typed)

    async def watch(self, card: str, line_id: UUID, watching: bool) -> None:
        await self._anybody.call("keep_watching", card=card, line=str(line_id), watching=watching)

    async def let_stand(self, card: str, line_id: UUID, words: str) -> WallPage:
        """The crew has read it aloud: it stands, in these words. NotFoundError if it is settled."""
        return await self._settle(card, line_id, keep=True, words=words)

    async def drop(self, card: str, line_id: UUID) -> WallPage:
        """The crew has read it aloud: it goes. NotFoundError if it is settled."""
        return await self._settle(card, line_id, keep=False)

    async def _settle(
        self, card: str, line_id: UUID, *, keep: bool, words: str | None = None
    ) -> WallPage:
        answer = await self._anybody.call(
            "settle_left_line", card=card, line=str(line_id), keep=keep, words=words
        )
        return WallPage.model_validate(answer)


def fresh_ids(number: int) -> list[UUID]:
    """Ids for one person's answers."""
    return [uuid4() for _ in range(number)]
