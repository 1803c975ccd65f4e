"""One catalogue: complete in every language, and chosen by the visitor alone."""

import re

import pytest

from tests.flow.conftest import Crew
from tests.support.catalogue import texts
from tests.support.screen import PHONE, Screen
from tests.support.unsaid import unsaid
from tests.support.visits import shown_to
from tests.support.works import Works
from views.prepare.state import PrepareForm
from views.words import LANGUAGES, catalogue, say
from views.words.refusals import TEMPLATES, matching
from views.words.when import month_words, week_words

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


@pytest.mark.parametrize("chosen", OTHERS)
def test_a_text_is_found_in_a_catalogue_by_the_alphabet(chosen: str) -> None:
    assert list(catalogue(chosen)) == sorted(catalogue(chosen))


def test_no_screen_shows_words_past_the_catalogue() -> None:
    assert unsaid() == set()


@pytest.mark.parametrize("chosen", OTHERS)
def test_a_refusal_that_carries_something_is_told_with_it(chosen: str) -> None:
    examples = {
        "Give at least one dot, and at most 3.": "3",
        "The name has 1 to 120 characters.": "120",
        "Somebody decided this before you: approved with change. Look again before you change it.":
        "approved with change",
        "“haus” is not a word of a receipt.": "haus",
        "3 lines have not been checked by their speakers. Let them be checked, or leave them"
        " behind: they are then destroyed.": "3",
    }  # fmt: skip
    assert len(examples) == len(TEMPLATES)
    for english, carried in examples.items():
        template = matching(english)
        assert template is not None
        name, values = template
        assert catalogue(chosen)[name] != name
        assert carried in values.values()


async def test_what_the_database_refuses_is_told_in_the_visitors_language(spoken: Crew) -> None:
    route = f"/sessions/{spoken.session_id}/soak"
    await spoken.to("soak")
    async with shown_to(spoken.guide, route, picked="de") as tablet:
        await tablet.until(lambda: "Soak früher beenden" in tablet.texts)
        await tablet.tap("Soak früher beenden")
        await tablet.tap("Soak mit dieser Begründung beenden")
        await tablet.until(lambda: tablet.snacks)
        assert tablet.snacks[-1].startswith("Soak läuft noch.")


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


async def test_a_picked_language_is_kept_on_the_device_and_spoken_when_the_page_comes_back(
    works: Works,
) -> None:
    async with shown_to(await works.nobody(), "/", PHONE) as phone:
        await phone.tap("Deutsch")
        await phone.until(lambda: phone.asked)
        assert phone.asked == [("set", {"key": "leaven_language", "value": "de"})]
    async with shown_to(await works.nobody(), "/", PHONE, picked="de") as phone:
        assert "Platz nehmen" in phone.texts


async def test_what_the_device_picked_comes_before_the_sessions_language(spoken: Crew) -> None:
    await spoken.tables.execute("update leaven.sessions set language = 'de'")
    async with shown_to(spoken.seats[0], "/soak", PHONE, picked="en") as phone:
        await phone.until(lambda: "What the team said" in phone.texts)


async def test_a_cookie_that_names_no_language_of_ours_counts_for_nothing(works: Works) -> None:
    async with shown_to(await works.nobody(), "/", PHONE, picked="xx") as phone:
        assert "Take a seat" in phone.texts


async def test_an_organisations_first_language_is_its_peoples_and_its_new_sessions(
    works: Works,
) -> None:
    administrator = await works.person("administrator")
    async with shown_to(administrator, "/administration") as page:
        await page.until(lambda: "First language" in page.texts)
        await page.tap("Deutsch")
        await page.settle()
    guide = await works.person("facilitator")
    assert (await works.organisation(guide)).languages == ("de", "en")
    async with shown_to(guide, "/sessions/new") as tablet:
        await tablet.until(lambda: "Worum geht es?" in tablet.texts)
        form = PrepareForm()
        await form.load(guide)
        form.topic = "Abladen am Tor"
        opened = await form.open(guide)
    assert opened is not None
    assert (await guide.sessions.board(opened)).session.language == "de"


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


async def test_a_month_is_said_by_its_name() -> None:
    said: list[str] = []
    async with Screen(lambda page: said.append(month_words("2026-07"))):
        assert said == ["July 2026"]


async def test_a_place_in_a_text_may_have_any_name() -> None:
    said: list[str] = []
    draw = lambda page: said.append(say("Seat card. Code {code}", code="A B C"))  # noqa: E731
    async with Screen(draw):
        assert said == ["Seat card. Code A B C"]
