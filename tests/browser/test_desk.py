"""Twenty suggestions of the real linker are cleared on a tablet by twenty touches or keys."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from services.embedded.postgres import running_dsn
from tests.browser.people import Colleague, Facilitator
from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import button, everything, field, open_screen, see, touch
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("LEAVEN_SHOTS", "")
ROUND = 20
PATIENCE_SECONDS = 120
GLOVE = 64  # pixels
SAID = (
    "On nights there is one of us for a job that wants two.",
    "The roster gives one person where the sheet says two.",
    "I hold it with my knee because there is no second pair of hands.",
    "Alone after ten, so the lift with a mate is done without a mate.",
    "Two signatures are asked for and one person is on shift.",
    "We borrow somebody from the next line for the heavy part.",
    "The second person on paper is on another job.",
    "You let it run ten minutes empty or the first load is spoilt.",
    "Nobody wrote down that it has to warm up first.",
    "Cold starts need three steps that are in no sheet.",
    "The first run of a Monday is never like the paper says.",
    "We warm the valve with a hand until it moves.",
    "What the last shift left is told by mouth at the door.",
    "The board does not say what is half done.",
    "Nobody was told that the guard was off when we took over.",
    "At shift change the note stays in the old cabin.",
    "We ring the last crew to ask where they stopped.",
    "The label curls off when it is cold.",
    "You cannot read the display in the sun.",
    "Frost covers the numbers and we go by feel.",
    "Ink fades on the tags in the yard.",
    "The sticker is gone and only the old ones know which tap it is.",
    "One person does the job that needs two at the weekend.",
    "The next shift finds out about the loose part by itself.",
    "Before the first pallet you have to run it warm.",
    "In the freezer no label can be read.",
)


@pytest.fixture(scope="module")
def tablet(browser: Browser, leaven: LeavenProcess) -> Iterator[Page]:
    """A facilitator's tablet, after a team has said SAID and the worker has looked at all of it."""
    facilitator = Facilitator(browser, leaven)
    facilitator.sign_in()
    facilitator.open_session("What the day was like")
    colleagues = [Colleague(link) for link in facilitator.show_cards()]
    for number, words in enumerate(SAID):
        colleagues[number % len(colleagues)].types(words)
    wait_for_the_linker(leaven)
    yield facilitator.page
    facilitator.page.close()


def wait_for_the_linker(leaven: LeavenProcess) -> None:
    """Until no line waits to be linked and a round is full."""
    dsn = running_dsn(leaven.home)
    assert dsn is not None
    end = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(dsn, autocommit=True) as database:
        while time.monotonic() < end:
            row = database.execute(
                "select count(*) from procrastinate.procrastinate_jobs"
                " where task_name = 'leaven.link' and status in ('todo', 'doing')"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.5)
    raise AssertionError("the linker has not looked at all lines")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def desk(page: Page, leaven: LeavenProcess) -> None:
    open_screen(page, f"{leaven.url}/desk", re.compile(f"0 of {ROUND}"))


def settled(page: Page) -> int:
    """How many lines of the round are done, as a screen reader reads it."""
    found = re.search(r"Lines of this round: (\d+) of (\d+)", everything(page))
    return int(found[1]) if found else -1


def after(page: Page, before: int, more: bool = True) -> int:
    """The count once it has moved on (or back); a line like another takes that one with it."""
    end = time.monotonic() + PATIENCE_SECONDS / 4
    while time.monotonic() < end:
        now = settled(page)
        if now >= 0 and (now > before if more else now < before):
            return now
        page.wait_for_timeout(40)
    raise AssertionError(f"still {before} of {ROUND}: {everything(page)}")


def test_twenty_suggestions_are_cleared_by_twenty_touches_and_all_are_undone(
    tablet: Page, leaven: LeavenProcess
) -> None:
    desk(tablet, leaven)
    shot(tablet, "desk-tablet")
    taps = done = 0
    while done < ROUND:
        first = button(tablet, re.compile(r"^1\s"))
        box = first.first.bounding_box()
        assert box is not None
        assert box["height"] >= GLOVE
        touch(first)
        taps += 1
        done = after(tablet, done)
    assert taps <= ROUND
    see(tablet, "That was all of them")
    shot(tablet, "desk-done")
    while done:
        touch(button(tablet, "Undo"))
        done = after(tablet, done, more=False)


def test_twenty_suggestions_are_cleared_by_twenty_keys_and_letters_stay_letters(
    tablet: Page, leaven: LeavenProcess
) -> None:
    desk(tablet, leaven)
    see(tablet, re.compile("With a keyboard"))
    keys = done = 0
    while done < ROUND:
        tablet.keyboard.press("1")
        keys += 1
        done = after(tablet, done)
    assert keys <= ROUND
    tablet.keyboard.press("u")
    done = after(tablet, done, more=False)
    tablet.keyboard.press("/")
    wanted = field(tablet, re.compile("Find a theme"))
    expect(wanted.first).to_be_focused(timeout=20_000)
    shot(tablet, "desk-search")
    tablet.keyboard.type("u1 unlabelled", delay=30)
    see(tablet, re.compile("Make the theme"))
    assert settled(tablet) == done
    tablet.keyboard.press("Escape")
    see(tablet, re.compile("None of these"))
    tablet.keyboard.press("Space")
    see(tablet, re.compile("1 selected"))


def test_on_a_phone_the_desk_is_one_column_and_every_choice_fits(
    tablet: Page, leaven: LeavenProcess, browser: Browser
) -> None:
    assert tablet.url
    context = person(browser, PHONE)
    cookie = cookie_for(leaven.home, "facilitator@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    page = open_screen(context.new_page(), f"{leaven.url}/desk", re.compile("None of these"))
    shot(page, "desk-phone")
    for name in (re.compile(r"^1\s"), re.compile("None of these"), "Set it aside"):
        box = button(page, name).first.bounding_box()
        assert box is not None
        assert box["height"] >= GLOVE
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
