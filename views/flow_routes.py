"""The addresses of the guided flow: a guide's tools, a worker's soak, a crew's week."""

import flet as ft

from views.change.screen import ChangeOfSessionScreen, ChangeScreen
from views.guide.screen import GuidesScreen, RunningScreen
from views.improve.screen import ImproveScreen
from views.learn.screen import LearnScreen
from views.routine.screen import RoutineScreen
from views.routine.walls import WallsScreen
from views.soak.guide import GuideSoakScreen
from views.soak.screen import SoakScreen
from views.story.screen import StoryScreen

ROUTES = [
    ft.Route(path="sessions/:session_id/learn", component=LearnScreen),
    ft.Route(path="sessions/:session_id/story", component=StoryScreen),
    ft.Route(path="sessions/:session_id/soak", component=GuideSoakScreen),
    ft.Route(path="sessions/:session_id/improve", component=ImproveScreen),
    ft.Route(path="sessions/:session_id/guides", component=GuidesScreen),
    ft.Route(path="sessions/:session_id/change", component=ChangeOfSessionScreen),
    ft.Route(path="change", component=ChangeScreen),
    ft.Route(path="running", component=RunningScreen),
    ft.Route(path="walls", component=WallsScreen),
    ft.Route(path="soak", component=SoakScreen),
    ft.Route(path="routine", component=RoutineScreen),
]
