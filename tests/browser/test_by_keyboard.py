"""Prepare, Learn, Soak and Improve without a mouse: a guide and a seat with the keyboard alone."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support.beside import Beside
from tests.browser.support.chromium import TABLET, person
from tests.browser.support.flutter import miss, see
from tests.browser.test_improve_journey import SAID, a_released_story
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.works import Works

pytestmark = pytest.mark.browser
FOCUSED = """() => {
  const at = document.activeElement;
  return (at?.getAttribute("aria-label") || at?.innerText || "").replaceAll("\\n", " ");
}"""
MOST = 90  # places on the longest of these screens, and some more


class Keys:
    """Somebody at a tablet with a keyboard, and nothing else."""

    def __init__(
        self, browser: Browser, leaven: LeavenProcess, address: str, seat: str = ""
    ) -> None:
        context = person(browser, TABLET)
        cookie = seat or cookie_for(leaven.home, "facilitator@leaven.example")
        name = "leaven_seat" if seat else "leaven_session"
        context.add_cookies([{"name": name, "value": cookie, "url": leaven.url}])
        self.page: Page = context.new_page()
        self.page.goto(f"{leaven.url}{address}", wait_until="domcontentloaded")
        self.page.locator("#splash").wait_for(state="detached", timeout=60_000)
        self.page.keyboard.press("Tab")  # the first one has what is on the screen read out
        self.page.locator("flt-semantics-host flt-semantics").first.wait_for(state="attached")

    @property
    def at(self) -> str:
        return str(self.page.evaluate(FOCUSED))

    def go_to(self, name: str) -> list[str]:
        """Tab on until the keyboard is at what is called so; answers what was passed."""
        passed: list[str] = []
        while len(passed) < MOST:
            self.page.keyboard.press("Tab")
            self.page.wait_for_timeout(60)
            if re.search(name, self.at):
                return passed
            passed.append(self.at)
        raise AssertionError(f"the keyboard does not reach {name!r}, only {passed}")

    def press(self, name: str, key: str = "Enter") -> None:
        self.go_to(name)
        self.page.keyboard.press(key)

    def write(self, name: str, words: str) -> None:
        self.go_to(name)
        self.page.wait_for_timeout(200)
        self.page.keyboard.type(words, delay=10)
        expect(self.page.locator("*:focus")).to_have_value(words)

    def sees(self, words: str) -> None:
        see(self.page, re.compile(words))


async def in_learn(works: Works) -> UUID:
    guide = await works.person("facilitator")
    session, seats = await works.open_session(guide)
    for seat, words in zip(seats, SAID, strict=True):
        await works.say(seat, words)
    return session


async def in_soak(works: Works) -> tuple[UUID, str]:
    """A session in soak, and the secret of one of its seats."""
    guide = await works.person("facilitator")
    session, seats = await works.open_session(guide)
    for seat, words in zip(seats, SAID, strict=True):
        await works.say(seat, words)
    await guide.flows.name_sponsor(session, "operations manager", "present")
    await guide.flows.move(session, "soak", seen="learn")
    return session, seats[0].seat


def test_a_whole_prepare_needs_only_the_keyboard(browser: Browser, leaven: LeavenProcess) -> None:
    keys = Keys(browser, leaven, "/sessions/new")
    keys.sees("What is it about")
    keys.write("One task or topic", "Clearing jams")
    keys.press("Something that happened", "Space")
    keys.write("The sponsor's role", "Operations manager")
    keys.press("Comes for Improve only", "Space")
    keys.press("One more")
    keys.sees("7 seats")
    assert "One more" in keys.at  # another one is one more key
    keys.press("Open the session")
    keys.sees("The promise, before anyone speaks")
    keys.press("Everyone has read or heard it")
    keys.sees("Start Learn")
    keys.press("Show the seat cards")
    keys.sees("Take a card, any card")
    keys.press("Put the cards away")
    miss(keys.page, re.compile("Take a card, any card"))
    keys.press("Start Learn")
    keys.sees("What we hear")


def test_a_whole_soak_of_a_guide_needs_only_the_keyboard(
    browser: Browser, leaven: LeavenProcess
) -> None:
    session, _ = Beside(leaven.home).act(in_soak)
    keys = Keys(browser, leaven, f"/sessions/{session}/soak")
    keys.sees("Still to soak")
    keys.press("^2 days|^48 hours", "Space")
    keys.press("Change the length")
    keys.sees("1 day 23 hours|47 hours|48 hours|2 days")
    keys.press("Remind the team once")
    keys.sees("Reminded once")
    keys.press("End Soak early")
    keys.write("Why now", "Leave begins on Monday.")
    keys.press("End Soak with this reason")
    keys.sees("Ideas that waited")


def test_a_whole_soak_of_a_seat_needs_only_the_keyboard(
    browser: Browser, leaven: LeavenProcess
) -> None:
    _, seat = Beside(leaven.home).act(in_soak)
    keys = Keys(browser, leaven, "/soak", seat)
    keys.sees("What the team said")
    keys.write("Add in your words", "It came back to me at home.")
    keys.press("^Add it")
    keys.sees("Added. It stays with the team")
    keys.press("^Us too", "Space")
    assert "Us too" in keys.at
    keys.press("^Different for us", "Space")
    keys.press("Yes: Could you say", "Space")
    keys.press("Not really: Will this be used fairly", "Space")
    keys.press("Give both")
    keys.sees("Your two private taps are given")


def test_a_whole_learn_needs_only_the_keyboard(browser: Browser, leaven: LeavenProcess) -> None:
    session = Beside(leaven.home).act(in_learn)
    keys = Keys(browser, leaven, f"/sessions/{session}/learn")
    keys.sees("Pin this moment")
    keys.press("Pin this moment")
    keys.sees("Pin 1")
    keys.write("In a few words", "Everyone laughed at the sheet.")
    keys.press("Keep it")
    keys.sees("Everyone laughed at the sheet")
    keys.press("Another one", "Space")
    keys.sees("What does a good day look like")
    keys.write("Said in the room", "We wait for the lifter.")
    keys.press("Note it down")
    keys.sees("We wait for the lifter")
    keys.write("Name a group", "Waiting")
    keys.page.keyboard.press("Enter")
    keys.sees("Undo this group")
    keys.press("Mark, group or park")
    keys.press("Adaptation", "Space")
    keys.press("Close")
    keys.press("The sponsor comes in", "Space")
    keys.sees("The sponsor is now in the room")
    keys.press("Start Soak")
    keys.sees("Still to soak")


def test_the_keyboard_goes_down_one_column_and_then_the_next(
    browser: Browser, leaven: LeavenProcess
) -> None:
    session = Beside(leaven.home).act(in_learn)
    keys = Keys(browser, leaven, f"/sessions/{session}/learn")
    keys.sees("Pin this moment")
    keys.go_to("More")
    assert keys.go_to("Pin this moment") == []
    passed = keys.go_to("The sponsor comes in")
    assert sum("Mark, group or park" in each for each in passed) == len(SAID)
    assert not [each for each in passed if "Start Soak" in each or "Tab " in each]
    before = keys.at
    keys.page.keyboard.press("Shift+Tab")
    assert "Mark, group or park" in keys.at
    keys.page.keyboard.press("Tab")
    assert keys.at == before


def test_a_whole_improve_needs_only_the_keyboard(browser: Browser, leaven: LeavenProcess) -> None:
    team = Beside(leaven.home).act(a_released_story)
    keys = Keys(browser, leaven, f"/sessions/{team.session}/improve")
    keys.sees("Ideas that waited")
    keys.write("What protects you today", "The interlock stops the belt")
    keys.page.keyboard.press("Enter")
    keys.sees("The interlock stops the belt")
    keys.press("Rests on someone", "Space")
    keys.write("What protects you today", "Joe hears the bearing")
    keys.press("Keep it")
    keys.sees("Joe hears the bearing")
    keys.press("Write an action")
    keys.write("Change …", "The roster rule")
    keys.write("so that", "Infeed 2 at night always has two")
    keys.write("Which role takes it on", "Planner")
    for name in ("In 14 days", "Needs the sponsor", "Stronger", re.escape(SAID[0])):
        keys.press(name, "Space")
    keys.press("Keep it")
    keys.press("Put it forward")
    keys.sees("Waits for its decision")
    keys.press("Take it back")
    keys.press("Put it forward")
    keys.sees("Waits for its decision")
    keys.press("Let the team dot", "Space")
    keys.sees("There are not two things to choose between yet")


def test_escape_closes_a_question_and_the_keyboard_is_where_it_was(
    browser: Browser, leaven: LeavenProcess
) -> None:
    team = Beside(leaven.home).act(a_team_to_release)
    keys = Keys(browser, leaven, f"/sessions/{team}/release")
    keys.sees("Release the story")
    keys.press("Release the story")
    keys.sees("Not yet")
    keys.go_to("Let it go")
    assert set(keys.go_to("Let it go")) <= {"Not yet"}  # nothing behind the question
    keys.page.keyboard.press("Escape")
    miss(keys.page, re.compile("Not yet"))
    keys.page.wait_for_function(f"({FOCUSED})().includes('Release the story')")


async def a_team_to_release(works: Works) -> UUID:
    guide = await works.person("facilitator")
    session, seats = await works.open_session(guide)
    for seat, words in zip(seats, SAID, strict=True):
        await works.say(seat, words)
    await guide.flows.name_sponsor(session, "operations manager", "present")
    await guide.flows.move(session, "soak", seen="learn")
    for seat in seats:
        await seat.releases.read_back(seat.seat)
    return session
