"""The addresses that close the loop: what became of it, look-for cards, memory, trust."""

import flet as ft

from views.administration.screen import AdministrationScreen
from views.after.outcomes import OutcomesScreen
from views.after.screen import AfterScreen
from views.memory.assumptions import AssumptionsScreen
from views.memory.screen import MemoryScreen
from views.memory.theme import RememberedThemeScreen
from views.more import MoreScreen
from views.share.screen import CardScreen, CardsScreen
from views.share.seat import SeatCardScreen, SeatCardsScreen
from views.share.write import WriteCardScreen
from views.trust.screen import TrustScreen

ROUTES = [
    ft.Route(path="sessions/:session_id/outcomes", component=OutcomesScreen),
    ft.Route(path="sessions/:session_id/card", component=WriteCardScreen),
    ft.Route(path="after", component=AfterScreen),
    ft.Route(path="cards", component=CardsScreen),
    ft.Route(path="cards/:card_id", component=CardScreen),
    ft.Route(path="look-for", component=SeatCardsScreen),
    ft.Route(path="look-for/:card_id", component=SeatCardScreen),
    ft.Route(path="memory", component=MemoryScreen),
    ft.Route(path="assumptions", component=AssumptionsScreen),
    ft.Route(path="memory/:theme_id", component=RememberedThemeScreen),
    ft.Route(path="administration", component=AdministrationScreen),
    ft.Route(path="trust", component=TrustScreen),
    ft.Route(path="more", component=MoreScreen),
]
