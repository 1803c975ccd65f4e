"""A new organisation's first hour: founded, looked after, and its first session opened."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Facilitator
from tests.browser.support.flutter import TREE, see, tap, write
from tests.support.process import ROOT, LeavenProcess

pytestmark = pytest.mark.browser
ANNA, BEN = "anna@mine.example", "ben@mine.example"
LINK = re.compile(r"http\S+/invited#\S+")


@pytest.fixture
def leaven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeavenProcess]:
    with LeavenProcess(tmp_path_factory.mktemp("first") / "home") as running:
        yield running


def founded(leaven: LeavenProcess) -> str:
    """The first administrator's link, as the terminal prints it."""
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "app", "organisation", "found", "North Mine", ANNA],
        cwd=ROOT,
        env=os.environ | {"LEAVEN_HOME": str(leaven.home), "LEAVEN_PORT": str(leaven.port)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    [link] = LINK.findall(told.stdout)
    return str(link)


def accept(page: Page, link: str, role: str) -> None:
    page.goto(link)
    expect(page.get_by_text(f"North Mine asks you to take part as: {role}.")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You get six digits there; no password.")).to_be_visible()


def set_places_up(page: Page) -> None:
    write(page, "A new site", "Shaft 3")
    write(page, "Who is reached when someone could get hurt now", "Control room, channel 4")
    tap(page, "Add the site")
    write(page, "A new area of Shaft 3", "Crusher")
    tap(page, "Add the area")
    see(page, "Crusher")


def invited(page: Page, email: str) -> str:
    """The link that the administrator hands on."""
    write(page, "E-mail address", email)
    tap(page, "Make the link")
    see(page, LINK)
    labels = page.locator(TREE).evaluate(
        "tree => [...tree.querySelectorAll('*')].map(e => e.ariaLabel ?? e.textContent).join(' ')"
    )
    return str(LINK.findall(labels)[0])


def test_from_an_empty_machine_to_the_first_session(
    browser: Browser, leaven: LeavenProcess
) -> None:
    anna = Facilitator(browser, leaven)
    accept(anna.page, founded(leaven), "administrator")
    anna.sign_in(ANNA)
    tap(anna.page, "More")
    tap(anna.page, "Administration")
    see(anna.page, "People with an account")
    set_places_up(anna.page)

    ben = Facilitator(browser, leaven)
    accept(ben.page, invited(anna.page, BEN), "facilitator")
    ben.sign_in(BEN)
    ben.open_session("Clearing the crusher")
    see(ben.page, re.compile("Shaft 3"))
