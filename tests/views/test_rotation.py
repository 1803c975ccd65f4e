"""A phone turned in the hand: the layout changes, and nothing that somebody typed is lost."""

from collections.abc import Callable

import flet as ft
import pytest

from services.backend.visitor import Visitor
from tests.flow.conftest import Crew
from tests.support.screen import Screen
from tests.support.visits import shown_to

UPRIGHT, ACROSS = (412, 915), (915, 412)


async def turn(phone: Screen, size: tuple[int, int]) -> None:
    """What the client sends when a phone is turned."""
    phone.page.width, phone.page.height = size
    await phone.fire(phone.page, "resize", {"width": size[0], "height": size[1]})


async def write_everywhere(phone: Screen) -> dict[str, str]:
    """A draft in each field of the screen, told apart by its place."""
    await phone.until(lambda: phone.all(ft.TextField))
    for place in range(len(phone.all(ft.TextField))):
        await phone.type_into(phone.all(ft.TextField)[place], f"draft {place}")
    return written(phone)


def written(phone: Screen) -> dict[str, str]:
    return {
        f"{place} {each.label}": each.value for place, each in enumerate(phone.all(ft.TextField))
    }


def of_guide(place: str) -> Callable[[Crew], tuple[Visitor, str]]:
    return lambda crew: (crew.guide, f"/sessions/{crew.session_id}/{place}")


def of_seat(place: str) -> Callable[[Crew], tuple[Visitor, str]]:
    return lambda crew: (crew.seats[0], place)


SCREENS = {
    "prepare": lambda crew: (crew.guide, "/sessions/new"),
    "learn": of_guide("learn"),
    "story": of_guide("story"),
    "soak of the guide": of_guide("soak"),
    "team": of_seat("/team"),
    "soak": of_seat("/soak"),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_turned_phone_keeps_every_draft(spoken: Crew, name: str) -> None:
    if "soak" in name:
        await spoken.to("soak")
    visitor, route = SCREENS[name](spoken)
    async with shown_to(visitor, route, UPRIGHT) as phone:
        before = await write_everywhere(phone)
        assert before
        await turn(phone, ACROSS)
        assert written(phone) == before
        await turn(phone, UPRIGHT)
        assert written(phone) == before


async def test_a_turned_tablet_keeps_an_action_that_is_being_written(released: Crew) -> None:
    route = f"/sessions/{released.session_id}/improve"
    async with shown_to(released.guide, route, UPRIGHT) as tablet:
        await tablet.until(lambda: "Write an action" in tablet.texts)
        await tablet.tap("Write an action")
        before = await write_everywhere(tablet)
        await turn(tablet, ACROSS)
        assert written(tablet) == before
