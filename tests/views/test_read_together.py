"""The crew's tablet shows what nobody could check, when the crew says that it is together."""

from collections.abc import AsyncIterator

import flet as ft
import pytest

from app.domain.routine import WallCard
from tests.flow.conftest import Crew
from tests.flow.test_read_together import HEARD, three_left
from tests.flow.test_routine import lines_of, wall_of
from tests.support.screen import Screen
from tests.support.visits import shown_to

READ = "We are together: read them"


@pytest.fixture
async def card(crew: Crew) -> WallCard:
    made = await wall_of(crew)
    await three_left(crew, made)
    return made


@pytest.fixture
async def tablet(crew: Crew, card: WallCard) -> AsyncIterator[Screen]:
    bench = await crew.works.visitors.with_cookies(None, None, card.secret)
    async with shown_to(bench, "/routine") as screen:
        await screen.until(lambda: READ in screen.texts)
        yield screen


def read_aloud(screen: Screen) -> set[str]:
    """The machine's words that stand there to be read: texts made of pieces, to show doubts."""
    drawn = ("".join(span.text or "" for span in each.spans or []) for each in screen.all(ft.Text))
    return {each for each in drawn if each in HEARD}


async def test_who_passes_the_tablet_alone_reads_nothing_of_it(tablet: Screen) -> None:
    assert "Words that nobody has checked" in tablet.texts
    assert read_aloud(tablet) == set()


async def test_the_crew_reads_one_after_the_other_and_says_what_becomes_of_each(
    crew: Crew,
    card: WallCard,
    tablet: Screen,
) -> None:
    await tablet.tap(READ)
    await tablet.until(lambda: len(read_aloud(tablet)) == 1)
    first = read_aloud(tablet)
    await tablet.tap("It stands")
    await tablet.until(lambda: len(read_aloud(tablet)) == 1 and read_aloud(tablet) != first)
    assert await lines_of(crew, card) == first
    await tablet.tap("Mend it")
    [field] = [each for each in tablet.all(ft.TextField) if each.value in HEARD]
    await tablet.type_into(field, "In better words.")
    await tablet.tap("It stands")
    await tablet.until(lambda: len(read_aloud(tablet)) == 1)
    assert await lines_of(crew, card) == {*first, "In better words."}


async def test_to_drop_one_is_asked_twice(crew: Crew, card: WallCard, tablet: Screen) -> None:
    await tablet.tap(READ)
    for left in (2, 1, 0):
        before = read_aloud(tablet)
        await tablet.tap("Drop it")
        keep, drop = tablet.dialog.actions
        await tablet.tap(keep)
        assert read_aloud(tablet) == before
        await tablet.tap("Drop it")
        keep, drop = tablet.dialog.actions
        await tablet.tap(drop)
        await tablet.until(lambda before=before: read_aloud(tablet) != before)
        assert await crew.count("private.left_to_crew") == left
    assert "All of them are read." in tablet.texts
    assert await lines_of(crew, card) == set()
