"""A screen that cannot be filled says so at once, and leads on; none shows grey bars for ever."""

import re
from collections.abc import Iterable, Iterator
from uuid import uuid4

import flet as ft
import pytest

from services.backend.visitor import Visitor
from tests.support.screen import PHONE, Screen, labels_of
from tests.support.visits import shown_to
from tests.support.works import Works
from tests.views.test_ways import paths

WAYS_ON = {"Sign in", "Take a seat", "Your sessions", "Try again", "To the start"}
WITHOUT_A_LOAD = {"sign-in", "record", "routine"}
"""What stands for itself: nothing has to be loaded, or a tablet's own card is asked for."""


def addresses(of_one: bool) -> Iterator[str]:
    """Every address of the app; `of_one`: those with the id of one thing, an unknown one."""
    for path in sorted(paths()):
        if (":" in path) is of_one and path not in WITHOUT_A_LOAD:
            yield "/" + re.sub(r":\w+", str(uuid4()), path)


def leads_on(page: Screen) -> bool:
    return bool(WAYS_ON & set(labels_of(page.all(ft.View)[-1])))


async def waits_nowhere(visitor: Visitor, routes: Iterable[str]) -> None:
    for route in routes:
        async with shown_to(visitor, route, PHONE) as page:
            await page.until(lambda shown=page: leads_on(shown))
            assert "Loading" not in [each.label for each in page.on_top(ft.Semantics)], route


@pytest.mark.parametrize("of_one", [False, True])
async def test_a_stranger_is_shown_the_way_in_at_every_screen(works: Works, of_one: bool) -> None:
    await waits_nowhere(await works.nobody(), addresses(of_one))


async def test_a_thing_that_is_not_there_leads_back_to_what_is(works: Works) -> None:
    await waits_nowhere(await works.person("facilitator"), addresses(True))


async def test_a_role_that_may_not_is_told_so(works: Works) -> None:
    member = await works.person("member")
    await waits_nowhere(member, ["/administration", "/running"])


async def test_an_address_without_a_proper_id_is_no_page(works: Works) -> None:
    person = await works.person("facilitator")
    for path in sorted(each for each in paths() if ":" in each):
        async with shown_to(person, "/" + re.sub(r":\w+", "rubbish", path), PHONE) as page:
            await page.until(lambda shown=page: "There is no such page" in shown.texts)
            assert "To the start" in labels_of(page.all(ft.View)[-1])
