"""From a worker's spoken sentence to "did it help": four roles, each on an own device, and time."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import BEFORE, SPOKEN
from tests.browser.loop.story import Story, begun, let_go, linked, night, written
from tests.browser.loop.taps import Person
from tests.browser.loop.test_receipt_journey import FOUR_WORDS
from tests.browser.people import Worker
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, TABLET, person
from tests.browser.support.flutter import TREE, open_screen, see, tap
from tests.support.actions import move_clock
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.whisper_checkpoint import expand
from tests.support.works import Works

pytestmark = pytest.mark.browser
SECONDS_OF_SPEECH = 5.5
CHANGE = "Change the roster rule: two at night"
THEME = "A two-person job on a one-person roster"
SPONSORS_TAPS = 3


@pytest.fixture(scope="module")
def leaven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeavenProcess]:
    """A Leaven of its own: here days go by."""
    folder = tmp_path_factory.mktemp("days")
    with LeavenProcess(folder / "home", expand("faster", folder)) as running:
        yield running


def somebody(
    browser: Browser, leaven: LeavenProcess, role: str, size: tuple[int, int] = PHONE
) -> BrowserContext:
    context = person(browser, size)
    cookie = cookie_for(leaven.home, f"{role}@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context


def test_a_spoken_sentence_becomes_a_change_and_its_crew_says_that_it_helped(
    browser: Browser, leaven: LeavenProcess, beside: Beside
) -> None:
    today = datetime.now(UTC).date()  # noqa: TID251 - the day on which this runs
    story = beside.act(begun)
    worker, words = speaks(browser, leaven, story)
    beside.act(lambda works: let_go(works, story))
    beside.act(lambda works: linked(works, SPOKEN, THEME))
    beside.act(lambda works: written(works, story, SPOKEN, CHANGE))
    decides(browser, leaven)
    carries_out(browser, leaven, hands_on(browser, leaven, story))
    beside.act(lambda works: a_month_later(works, today + timedelta(days=30)))
    says_that_it_helped(worker, leaven, beside, story)
    beside.act(lambda works: night(works, today + timedelta(days=46)))
    follows(browser, leaven, words)


def speaks(browser: Browser, leaven: LeavenProcess, story: Story) -> tuple[Page, str]:
    """The worker: a sentence into the phone, its words put right, four words to follow it with."""
    worker = Worker(browser)
    worker.scan(f"{leaven.url}/seat#{story.card}")
    worker.speak(BEFORE + SECONDS_OF_SPEECH)
    worker.check_words(SPOKEN)
    tap(worker.page, "Get a receipt")
    words = worker.page.locator(TREE).get_by_role("heading", name=FOUR_WORDS)
    expect(words).to_be_attached()
    return worker.page, words.get_attribute("aria-label") or words.inner_text()


def decides(browser: Browser, leaven: LeavenProcess) -> None:
    """The sponsor, between two meetings: the crew's own words, and a yes with a change."""
    page = somebody(browser, leaven, "sponsor").new_page()
    sponsor = Person(page)
    with sponsor.recorded("the sponsor decides"):
        page.goto(f"{leaven.url}/waiting")
        expect(page.get_by_role("heading", name=CHANGE)).to_be_visible()
        expect(page.locator("blockquote")).to_have_text(SPOKEN)
        sponsor.press(page.get_by_role("button", name="Approve with a change"))
        page.get_by_label("What should be different?").fill("From Monday on, in the yard too.")
        sponsor.press(page.get_by_role("button", name="Approve with a change"))
        expect(page.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert sponsor.taps <= SPONSORS_TAPS


def hands_on(browser: Browser, leaven: LeavenProcess, story: Story) -> str:
    """The facilitator, on the tablet: reads the reason out and makes the owner's link."""
    page = somebody(browser, leaven, "facilitator", TABLET).new_page()
    address = f"{leaven.url}/sessions/{story.session}/outcomes"
    open_screen(page, address, re.compile("From Monday on"))
    tap(page, "A link for planner")
    link = re.compile(r"/owner#[A-Za-z0-9_-]{32}")
    see(page, link)
    found = link.search(page.locator(TREE).aria_snapshot())
    assert found is not None
    return found[0]


def carries_out(browser: Browser, leaven: LeavenProcess, link: str) -> None:
    """The owner, without an account: one tap and a note."""
    page = person(browser, PHONE).new_page()
    page.goto(leaven.url + link)
    expect(page.locator("blockquote")).to_have_text(SPOKEN)
    page.get_by_label("A note for the team").fill("The new rule hangs at the board.")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Done")).to_be_visible()


async def a_month_later(works: Works, day: date) -> None:
    move_clock(works, day)


def says_that_it_helped(worker: Page, leaven: LeavenProcess, beside: Beside, story: Story) -> None:
    """The crew alone is asked: one in the browser, four over the wire."""
    open_screen(worker, f"{leaven.url}/after", re.compile("Did it help"))
    see(worker, re.compile("The sponsor says: From Monday on"))
    crew = Person(worker)
    crew.tap("Better")
    see(worker, "You have answered. Thank you.")
    assert crew.taps == 1

    async def others(works: Works) -> None:
        for seat in story.seats[:4]:
            phone = await works.visitors.with_cookies(None, seat)
            [action] = (await phone.loop.crew.page(seat)).actions
            await phone.loop.crew.answer(seat, action.id, "better")

    beside.act(others)


def follows(browser: Browser, leaven: LeavenProcess, words: str) -> None:
    """Any phone: what became of the sentence, and that its crew says it helped."""
    page = person(browser, PHONE).new_page()
    speaker = Person(page)
    page.goto(f"{leaven.url}/receipt")
    page.get_by_label("Your four words").fill(words)
    speaker.press(page.get_by_role("button", name="Look"))
    expect(page.locator("[aria-current=step]")).to_have_text("Changed")
    for said in (CHANGE, "From Monday on", "The new rule hangs at the board.", "Better since"):
        expect(page.get_by_text(said)).to_be_visible()
    assert speaker.taps == 1
