"""Everything with which a visitor closes the loop: decide, answer, share, remember, look after."""

from dataclasses import dataclass

from services.backend.administration import Administration, MailWishes
from services.backend.cards import Cards, SeatCards
from services.backend.connection import Connection
from services.backend.crew import Crew, WhyNotes
from services.backend.decisions import Decisions, OwnedActions
from services.backend.dictations import Dictations
from services.backend.exports import Exports
from services.backend.memory import Memory
from services.backend.trust import TrustPages


@dataclass(frozen=True)
class Loop:
    decisions: Decisions
    owned: OwnedActions
    dictations: Dictations
    crew: Crew
    why_notes: WhyNotes
    cards: Cards
    seat_cards: SeatCards
    memory: Memory
    administration: Administration
    mail: MailWishes
    exports: Exports
    trust: TrustPages


def loop_of(person: Connection, anybody: Connection, seat: str | None = None) -> Loop:
    """`person` calls with a signed-in person's token, `anybody` with none.

    `seat` is the secret of the seat of who is not signed in.
    """
    return Loop(
        decisions=Decisions(person),
        owned=OwnedActions(anybody),
        dictations=Dictations(anybody if seat else person, seat),
        crew=Crew(anybody),
        why_notes=WhyNotes(person),
        cards=Cards(person),
        seat_cards=SeatCards(anybody),
        memory=Memory(person),
        administration=Administration(person),
        mail=MailWishes(person),
        exports=Exports(person),
        trust=TrustPages(person),
    )
