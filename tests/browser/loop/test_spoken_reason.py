"""A leader speaks a reason, reads the words, and only the words stay."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SPOKEN
from tests.browser.loop.story import begun, let_go, written
from tests.browser.loop.taps import Person
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, person
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.works import Works

pytestmark = pytest.mark.browser
SAID = "We borrow somebody from line 5."
CHANGE = "Change the roster rule: two at night"
MOST_TAPS = 3
MOST_BYTES = 50_000
WORDS_WITHIN = 30_000


@pytest.fixture
def sponsor(leaven: LeavenProcess, browser: Browser, beside: Beside) -> BrowserContext:
    asked(beside, "delete from leaven.actions")
    context = person(browser, PHONE, microphone=True)
    cookie = cookie_for(leaven.home, "sponsor@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context


@pytest.fixture
def waiting(sponsor: BrowserContext, beside: Beside) -> None:
    async def one(works: Works) -> None:
        story = await begun(works)
        await let_go(works, story)
        await written(works, story, SAID, CHANGE)

    beside.act(one)


def asked(beside: Beside, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(beside.dsn, autocommit=True) as database:
        found = database.execute(statement)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []


def sent(page: Page) -> int:
    """Bytes of the recording on its way."""
    return int(page.evaluate("window.sentBytes"))


COUNT = """
window.sentBytes = 0;
const real = window.fetch;
window.fetch = (path, options = {}) => {
  window.sentBytes += options.body?.byteLength ?? options.body?.length ?? 0;
  return real(path, options);
};
"""


@pytest.mark.usefixtures("waiting")
def test_a_sponsor_approves_with_a_spoken_change_in_three_taps(
    leaven: LeavenProcess, sponsor: BrowserContext, beside: Beside
) -> None:
    page = sponsor.new_page()
    page.add_init_script(COUNT)
    decides = Person(page)
    with decides.recorded("a decision is spoken"):
        page.goto(f"{leaven.url}/decide")
        expect(page.get_by_role("heading", name=CHANGE)).to_be_visible()
        decides.press(page.get_by_role("button", name="Approve with a change"))
        decides.press(page.get_by_role("button", name="Say it instead of typing"))
        field = page.get_by_label("What should be different?")
        expect(field).to_have_value(SPOKEN, timeout=WORDS_WITHIN)  # silence has stopped it
        expect(page.get_by_text("The recording is gone.")).to_be_visible()
        assert asked(beside, "select verdict from leaven.decisions") == []  # nobody confirmed it
        decides.press(page.get_by_role("button", name="Approve with a change"))
        expect(page.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert decides.taps <= MOST_TAPS
    assert decides.bytes + sent(page) <= MOST_BYTES
    stands = asked(beside, "select verdict, reason, spoken from leaven.decisions")
    assert stands == [("approved_with_change", SPOKEN, True)]
    page.wait_for_function("Outbox.list().then(items => items.length === 0)")
    assert asked(beside, "select * from private.dictations") == []
    assert asked(beside, "select * from private.dictation_pieces") == []


@pytest.mark.usefixtures("waiting")
def test_a_reason_that_was_spoken_without_a_connection_waits_and_comes_back_as_words(
    leaven: LeavenProcess, sponsor: BrowserContext, beside: Beside
) -> None:
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/decide")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="Decline").click()
    sponsor.set_offline(True)
    page.get_by_role("button", name="Say it instead of typing").click()
    expect(page.get_by_text("Kept on this device")).to_be_visible(timeout=WORDS_WITHIN)
    page.close()
    sponsor.set_offline(False)
    again = sponsor.new_page()
    again.goto(f"{leaven.url}/decide")
    field = again.get_by_label("What is the reason?")  # where the sponsor had stopped
    expect(field).to_have_value(SPOKEN, timeout=WORDS_WITHIN)
    field.fill("On a bad day one person does both jobs.")  # what was misheard is put right
    again.get_by_role("button", name="Decline").click()
    expect(again.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    stands = asked(beside, "select verdict, reason from leaven.decisions")
    assert stands == [("declined", "On a bad day one person does both jobs.")]


def test_a_leader_speaks_why_it_is_so_and_signs_with_a_role(
    leaven: LeavenProcess, sponsor: BrowserContext, beside: Beside
) -> None:
    asked(beside, "delete from leaven.why_notes")  # another journey leaves one, too
    [(theme, title)] = asked(beside, "select id, title from leaven.themes order by title limit 1")
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/why/{theme}")
    expect(page.get_by_role("heading", name=str(title))).to_be_visible()
    explains = Person(page)
    explains.press(page.get_by_role("button", name="Say it instead of typing"))
    expect(page.get_by_label("Why it is so")).to_have_value(SPOKEN, timeout=WORDS_WITHIN)
    explains.press(page.get_by_role("button", name="Leave this note"))
    expect(page.get_by_role("alert")).to_contain_text("Sign with your role")
    page.get_by_label("Your role").fill("Operations manager")
    explains.press(page.get_by_role("button", name="Leave this note"))
    expect(page.get_by_text("read it now")).to_be_visible()
    assert explains.taps <= MOST_TAPS
    stands = asked(beside, "select role_title, words, spoken from leaven.why_notes")
    assert stands == [("Operations manager", SPOKEN, True)]
    assert asked(beside, "select * from private.dictations") == []


def test_a_leader_says_why_a_step_as_written_is_so(
    leaven: LeavenProcess, sponsor: BrowserContext, beside: Beside
) -> None:
    put = """with line as (select o.id, o.session_id from leaven.observations o join leaven.links l
        on l.observation_id = o.id where o.released_week is not null order by o.id limit 1),
      step as (insert into leaven.steps (id, session_id, side, number, words)
        select gen_random_uuid(), session_id, 'imagined', 60, 'Start it from the panel.' from line
        returning id)
      insert into leaven.step_lines select step.id, line.id from step, line returning step_id"""
    [(step,)] = asked(beside, put)
    page = sponsor.new_page()
    page.goto(f"{leaven.url}/why/{step}")
    expect(page.get_by_role("heading", name="Start it from the panel.")).to_be_visible()
    expect(page.get_by_text("A step as written:")).to_be_visible()
    expect(page.locator("blockquote")).to_have_count(1)
    page.get_by_label("Your role").fill("Operations manager")
    page.get_by_label("Why it is so").fill("The stop is at the panel.")
    page.get_by_role("button", name="Leave this note").click()
    expect(page.get_by_text("read it now")).to_be_visible()
    stands = asked(beside, "select step_id, theme_id, words from leaven.why_notes")
    assert (step, None, "The stop is at the panel.") in stands
    expect(page.get_by_role("link", name="Back to the theme")).to_have_attribute(
        "href", re.compile("/memory/.+")
    )
