"""A screen that cannot be filled says so at once, and leads on; none shows grey bars for ever."""

import re
from collections.abc import Iterator
from uuid import uuid4

import flet as ft
import pytest

from services.backend.visitor import Visitor
from tests.support.screen import PHONE, Screen, labels_of
from tests.support.visits import shown_to
from tests.support.works import Works
from tests.views.test_ways import paths

WAYS_ON = {"Sign in", "Take a seat", "Your sessions", "Your team", "Try again", "To the start"}
WITHOUT_A_LOAD = {"sign-in", "record", "routine"}
"""What stands for itself: nothing has to be loaded, or a tablet's own card is asked for."""
OF_SEATS = {"team", "soak", "after", "look-for", "look-for/:card_id"}
OF_BOTH = {"search"}
"""Every other screen is for those who sign in."""


def screens(of_one: bool | None = None) -> Iterator[str]:
    """The path of every screen that loads something; `of_one`: those about one thing by its id."""
    for path in sorted(set(paths()) - WITHOUT_A_LOAD):
        if of_one is None or (":" in path) is of_one:
            yield path


def of_people() -> list[str]:
    return [path for path in screens() if path not in OF_SEATS | OF_BOTH]


def ways_in(path: str) -> set[str]:
    """What helps somebody who holds nothing."""
    if path in OF_BOTH:
        return {"Sign in", "Take a seat"}
    return {"Take a seat"} if path in OF_SEATS else {"Sign in"}


async def ways_on(visitor: Visitor, path: str) -> set[str]:
    """The ways that the screen offers, asked for something unknown; it has stopped waiting."""
    route = "/" + re.sub(r":\w+", str(uuid4()), path)

    def ways(page: Screen) -> set[str]:
        return WAYS_ON & set(labels_of(page.all(ft.View)[-1]))

    async with shown_to(visitor, route, PHONE) as page:
        await page.until(lambda: ways(page))
        assert "Loading" not in [each.label for each in page.on_top(ft.Semantics)], route
        return ways(page)


@pytest.mark.parametrize("of_one", [False, True])
async def test_a_stranger_is_shown_the_right_way_in_at_every_screen(
    works: Works, of_one: bool
) -> None:
    nobody = await works.nobody()
    for path in screens(of_one):
        assert await ways_on(nobody, path) == ways_in(path), path


async def test_who_was_signed_out_elsewhere_is_shown_the_sign_in_at_every_screen(
    works: Works,
) -> None:
    person = await works.person("facilitator")
    await person.front_door.leave()
    for path in ["", *OF_BOTH, *of_people()]:
        assert await ways_on(person, path) == {"Sign in"}, path


async def test_a_seat_at_a_screen_of_those_who_sign_in_is_shown_the_sign_in(works: Works) -> None:
    _, [seat] = await works.open_session(await works.person("facilitator"), seats=1)
    for path in of_people():
        assert await ways_on(seat, path) == {"Sign in"}, path


async def test_a_seat_that_asks_for_a_card_that_is_not_there_goes_back_to_its_team(
    works: Works,
) -> None:
    _, [seat] = await works.open_session(await works.person("facilitator"), seats=1)
    assert await ways_on(seat, "look-for/:card_id") == {"Your team"}


async def test_a_thing_that_is_not_there_leads_back_to_what_is(works: Works) -> None:
    person = await works.person("facilitator")
    for path in screens(of_one=True):
        way = "Take a seat" if path in OF_SEATS else "Your sessions"
        assert await ways_on(person, path) == {way}, path


@pytest.mark.parametrize("path", ["administration", "running"])
async def test_a_role_that_may_not_is_told_so(works: Works, path: str) -> None:
    assert await ways_on(await works.person("member"), path) == {"Your sessions"}


async def test_an_address_without_a_proper_id_is_no_page(works: Works) -> None:
    person = await works.person("facilitator")
    for path in sorted(each for each in paths() if ":" in each):
        async with shown_to(person, "/" + re.sub(r":\w+", "rubbish", path), PHONE) as page:
            await page.until(lambda shown=page: "There is no such page" in shown.texts)
            assert "To the start" in labels_of(page.all(ft.View)[-1])
