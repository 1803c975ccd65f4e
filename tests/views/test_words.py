"""One catalogue: complete in every language, and chosen by the visitor alone."""

import re

import pytest

from tests.flow.conftest import Crew
from tests.support.catalogue import texts
from tests.support.screen import PHONE, Screen
from tests.support.works import Works
from tests.views.test_flow_screens import shown_to
from views.words import LANGUAGES, catalogue
from views.words.week import week_words

OTHERS = [each for each in LANGUAGES if each != "en"]


@pytest.mark.parametrize("chosen", OTHERS)
def test_every_text_stands_in_every_language_and_none_is_left_over(chosen: str) -> None:
    known = set(catalogue(chosen))
    assert texts() - known == set()
    assert known - texts() == set()


@pytest.mark.parametrize("chosen", OTHERS)
def test_a_translation_fills_the_same_places(chosen: str) -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}", text))

    wrong = {en for en, other in catalogue(chosen).items() if places(en) != places(other)}
    assert wrong == set()


@pytest.mark.parametrize("chosen", OTHERS)
def test_no_translation_is_empty(chosen: str) -> None:
    assert all(other.strip() for other in catalogue(chosen).values())


async def test_picking_a_language_draws_the_whole_page_anew(works: Works) -> None:
    async with shown_to(await works.nobody(), "/", PHONE) as phone:
        assert "Take a seat" in phone.texts
        await phone.tap("Deutsch")
        await phone.until(lambda: "Platz nehmen" in phone.texts)
        await phone.tap("English")
        await phone.until(lambda: "Take a seat" in phone.texts)


async def test_a_seat_begins_in_its_sessions_language(spoken: Crew) -> None:
    await spoken.tables.execute("update leaven.sessions set language = 'de'")
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: "Was das Team gesagt hat" in phone.texts)
        assert "I lift the drum alone at night." in phone.texts  # nobody's words are translated


async def test_one_visitors_language_is_not_anothers(works: Works) -> None:
    async with (
        shown_to(await works.nobody(), "/", PHONE) as one,
        shown_to(await works.nobody(), "/", PHONE) as other,
    ):
        await one.tap("Deutsch")
        await one.until(lambda: "Platz nehmen" in one.texts)
        await other.settle()
        assert "Take a seat" in other.texts


async def test_a_week_is_said_as_people_say_it() -> None:
    said: list[str] = []
    async with Screen(lambda page: said.extend([week_words("2026-W07"), week_words("")])):
        assert said == ["week 7 of 2026", ""]
