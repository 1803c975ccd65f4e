"""Those who read: a leader on Monday, another crew at its toolbox talk, a works council member."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.look_for import LookForCard
from tests.browser.conftest import SPOKEN
from tests.browser.loop.story import Story, night, signed_in
from tests.browser.loop.taps import Person
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, TABLET, person
from tests.browser.support.flutter import TREE, open_screen, see, write
from tests.support.actions import run
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.works import Works

pytestmark = pytest.mark.browser
THEME = "A two-person job on a one-person roster"
LEADERS_TAPS = 5
CREWS_TAPS = 2
CARD_SECONDS = 60
WORDS_WITHIN = 30_000


def somebody(
    browser: Browser, leaven: LeavenProcess, role: str, size: tuple[int, int] = PHONE
) -> BrowserContext:
    context = person(browser, size, microphone=True)
    cookie = cookie_for(leaven.home, f"{role}@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context


def test_a_leader_reads_what_no_report_shows_and_says_why_it_is_so(
    browser: Browser, leaven: LeavenProcess, beside: Beside
) -> None:
    beside.act(night)
    page = somebody(browser, leaven, "member").new_page()
    reads = Person(page)
    with reads.recorded("a leader reads and leaves a spoken note"):
        open_screen(page, f"{leaven.url}/memory", re.compile("Keeps coming back, nothing agreed"))
        see(page, re.compile(r"heard in \d+ months"))
        see(page, re.compile(r"Voices heard in each month\. \w+ 20"))  # for who hears the chart
        see(page, re.compile("^“.+”"))  # in their own words
        reads.tap(f"Open {THEME}")
        see(page, "How differently it is lived")
        reads.tap("Say it instead of typing")
        page.wait_for_url(re.compile("/why/"))
        reads.press(page.get_by_role("button", name="Say it instead of typing"))
        expect(page.get_by_label("Why it is so")).to_have_value(SPOKEN, timeout=WORDS_WITHIN)
        page.get_by_label("Your role").fill("Operations manager")
        reads.press(page.get_by_role("button", name="Leave this note"))
        expect(page.get_by_text("read it now")).to_be_visible()
    assert reads.taps <= LEADERS_TAPS


async def card_of_another_team(works: Works) -> str:
    guide = await signed_in(works, "facilitator")
    [(session,)] = run(
        works, "select id from leaven.sessions where topic = 'New scanners in the yard'"
    )
    card = LookForCard.model_validate(
        {"id": uuid4(), "session_id": session, "saw": "The scanner freezes when it is cold."}
        | {"look_for": "Cold labels that cannot be read.", "changed": "It sleeps in the warm."}
    )
    await guide.loop.cards.write(card)
    await guide.loop.cards.share(card.id)
    return str(card.id)


def test_another_crew_hears_a_card_and_takes_it_up_and_a_week_later_builds_on_it(
    browser: Browser, leaven: LeavenProcess, beside: Beside, story: Story
) -> None:
    card = beside.act(card_of_another_team)
    phone = person(browser, PHONE, microphone=True).new_page()
    phone.goto(f"{leaven.url}/seat#{story.card}")
    phone.wait_for_selector("body[data-ready]")
    crew = Person(phone)
    with crew.recorded("a crew takes a card up"):
        open_screen(phone, f"{leaven.url}/look-for", re.compile("New scanners in the yard"))
        crew.tap(re.compile("New scanners in the yard"))
        see(phone, "The scanner freezes when it is cold.")
        crew.tap("We have this too")
        see(phone, re.compile("Thank you. It stands with the card now."))
    assert crew.taps <= CREWS_TAPS
    is_read_aloud(phone, leaven, card)
    builds = Person(phone)
    open_screen(phone, f"{leaven.url}/look-for/{card}", re.compile("Your team has said"))
    write(phone, "A line with it, if you like", "We keep the roll in the warm too.")
    builds.tap("We built on it")
    see(phone, re.compile("Your team has said: .*We built on it"))
    assert builds.taps == 1
    member = somebody(browser, leaven, "member").new_page()
    open_screen(member, f"{leaven.url}/cards/{card}", re.compile("Its family"))
    see(member, re.compile("We built on it"))
    expect(member.locator(TREE)).not_to_contain_text("roll in the warm")  # held until release


def is_read_aloud(phone: Page, leaven: LeavenProcess, card: str) -> None:
    """The same card on the page that speaks, in a minute at most, and the way back."""
    phone.goto(f"{leaven.url}/aloud/{card}")
    expect(
        phone.get_by_role("heading", name="The scanner freezes when it is cold.")
    ).to_be_visible()
    seconds = re.match(r"\d+", phone.locator("#seconds").inner_text())
    assert seconds is not None
    assert int(seconds[0]) <= CARD_SECONDS
    expect(phone.get_by_role("link", name="Back to the card")).to_have_attribute(
        "href", f"/look-for/{card}"
    )


async def a_rule_was_changed_by_two(works: Works) -> None:
    administrator = await signed_in(works, "administrator")
    representative = await signed_in(works, "representative")
    org = await works.organisation(administrator)
    change = await administrator.loop.trust.propose(org.id, "hold_days", 20)
    await representative.loop.trust.agree(change)
    run(works, "delete from leaven.deletions where kind = 'recording'")
    run(
        works,
        "insert into leaven.deletions (org_id, kind, week, number)"
        " values (%s, 'recording', '2026-W40', 214)",
        org.id,
    )
    run(works, "select private.nightly()")


def test_a_works_council_member_sees_everything_that_is_kept_and_takes_it_along(
    browser: Browser, leaven: LeavenProcess, beside: Beside, tmp_path: Path
) -> None:
    beside.act(a_rule_was_changed_by_two)
    page = somebody(browser, leaven, "representative", TABLET).new_page()
    council = Person(page)
    with council.recorded("a council member reads and takes the trust page along"):
        open_screen(page, f"{leaven.url}/more", re.compile("What is kept of us"))
        council.tap(re.compile("What is kept of us"))
        see(page, re.compile("The rules in force"))
        see(page, re.compile("20 days until lines are destroyed"))
        see(page, re.compile("Administrator, agreed by Worker representative"))
        see(page, re.compile("Recordings: 214"))
        see(page, re.compile(r"representative opened trust page|opened"))
        council.tap("Show them")
        see(page, re.compile("No order but n|path is settled"))
        with page.expect_download() as coming:
            council.tap("Take this page along")
    taken = tmp_path / "trust.md"
    coming.value.save_as(taken)
    written = taken.read_text("utf-8")
    for said in ("Recordings: 214", "hold days from 30 to 20", "agreed by representative"):
        assert said in written
    assert "observations" in written
    assert "@" not in written  # it names nobody
