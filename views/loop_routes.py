"""The addresses that close the loop: what became of it, look-for cards, memory, trust."""

from views.address import address
from views.administration.screen import AdministrationScreen
from views.after.outcomes import OutcomesScreen
from views.after.screen import AfterScreen
from views.memory.assumptions import AssumptionsScreen
from views.memory.screen import MemoryScreen
from views.memory.steps import StepsScreen
from views.memory.theme import RememberedThemeScreen
from views.more import MoreScreen
from views.share.screen import CardScreen, CardsScreen
from views.share.seat import SeatCardScreen, SeatCardsScreen
from views.share.write import WriteCardScreen
from views.trust.screen import TrustScreen

ROUTES = [
    address("sessions/:session_id/outcomes", OutcomesScreen),
    address("sessions/:session_id/card", WriteCardScreen),
    address("after", AfterScreen),
    address("cards", CardsScreen),
    address("cards/:card_id", CardScreen),
    address("look-for", SeatCardsScreen),
    address("look-for/:card_id", SeatCardScreen),
    address("memory", MemoryScreen),
    address("assumptions", AssumptionsScreen),
    address("steps", StepsScreen),
    address("memory/:theme_id", RememberedThemeScreen),
    address("administration", AdministrationScreen),
    address("trust", TrustScreen),
    address("more", MoreScreen),
]
