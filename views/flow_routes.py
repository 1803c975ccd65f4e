"""The addresses of the guided flow: a guide's tools, a worker's soak, a crew's week."""

from views.address import address
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
    address("sessions/:session_id/learn", LearnScreen),
    address("sessions/:session_id/story", StoryScreen),
    address("sessions/:session_id/soak", GuideSoakScreen),
    address("sessions/:session_id/improve", ImproveScreen),
    address("sessions/:session_id/guides", GuidesScreen),
    address("sessions/:session_id/change", ChangeOfSessionScreen),
    address("change", ChangeScreen),
    address("running", RunningScreen),
    address("walls", WallsScreen),
    address("soak", SoakScreen),
    address("routine", RoutineScreen),
]
