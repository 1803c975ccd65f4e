"""Improve, whole: ideas return, what protects us, what held elsewhere, three actions, decided.

Three real browsers at once: the guide's tablet, a worker's phone and the sponsor's.
"""

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Facilitator
from tests.browser.support.beside import Beside
from tests.browser.support.chromium import PHONE, person
from tests.browser.support.flutter import PATIENCE, button, open_screen, see, write
from tests.browser.support.taps import Taps, counted
from tests.support.actions import run
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.works import Works

pytestmark = pytest.mark.browser
MOST_TAPS, MOST_FOR_A_DECISION = 30, 3
SAID = (
    "I lift the drum alone at night.",
    "The guard switch sticks when it is cold.",
    "Nobody told us about the new valve.",
)
IDEA = "We should buy a second lifter for nights."
DEFENCES = {
    "Works": ("The interlock stops the belt", "Two sign for the valve", "The lamp is seen"),
    "Rests on someone's skill": ("Joe hears the bearing", "Ana knows the cold switch"),
}


@dataclass(frozen=True)
class Written:
    change: str
    so_that: str
    owner: str
    taps: tuple[str, ...] = ()


ACTIONS = (
    Written("The place of the spanner", "It hangs at the switch", "Night crew"),
    Written("The valve's label", "The new side is seen", "Day crew"),
    Written(
        "The roster rule", "Infeed 2 at night always has two", "Planner",
        ("Needs the sponsor", "Stronger"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Team:
    session: UUID
    seats: tuple[str, ...]


def test_a_team_improves_and_the_sponsor_decides_in_the_room(
    browser: Browser, leaven: LeavenProcess
) -> None:
    beside = Beside(leaven.home)
    run(Works(None, beside.dsn, None, None), "delete from leaven.actions")  # type: ignore[arg-type]
    team = beside.act(a_released_story)
    beside.act(held_elsewhere)
    guide = Facilitator(browser, leaven)
    guide.sign_in()
    address = f"{leaven.url}/sessions/{team.session}"
    open_screen(guide.page, f"{address}/improve", re.compile("Ideas that waited"))
    see(guide.page, re.compile(re.escape(IDEA)))
    phone = phone_at(browser, leaven, team.seats[0])
    with counted(guide.page, "Improve: the whole of it", MOST_TAPS) as tablet:
        what_protects_us(tablet)
        see(guide.page, re.compile("Two by plan"))  # what another team changed, and it held
        for action in ACTIONS:
            write_action(tablet, action)
    decide(browser, leaven)
    see(phone, re.compile("Approved"))
    see(phone, re.compile("roster rule"))
    with counted(guide.page, "Improve: into Share", 1) as tablet:
        tablet.tap("Start Share")
        see(guide.page, re.compile("step 5 of 5"))


async def a_released_story(works: Works) -> Team:
    """Learn and Soak are over: three lines are released, one idea waits, the plan has a gap."""
    guide = await works.person("facilitator")
    session, seats = await works.open_session(guide)
    for seat, words in zip(seats, SAID, strict=True):
        await works.say(seat, words)
    await works.say(seats[0], IDEA)
    board = await guide.sessions.board(session)
    idea = next(line.id for line in board.lines if line.words == IDEA)
    await guide.flows.park(idea, True)
    await guide.stories.assume(session, "staffing")
    await guide.flows.name_sponsor(session, "operations manager", "present")
    await guide.flows.move(session, "soak", seen="learn")
    for seat in seats:
        await seat.releases.read_back(seat.seat)
    await guide.releases.release(session)
    await guide.flows.move(session, "improve", seen="soak", reason="The team has met again.")
    return Team(session, tuple(seat.seat for seat in seats))


async def held_elsewhere(works: Works) -> None:
    """Another team of the organisation changed something for the same assumption; it held."""
    run(
        works,
        "with other as (select id, org_id from leaven.sessions"
        " where topic = 'New scanners in the yard'),"
        " assumed as (insert into leaven.assumptions (id, org_id, session_id, kind)"
        " select gen_random_uuid(), org_id, id, 'staffing' from other)"
        " insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due)"
        " select gen_random_uuid(), org_id, id, 'Two by plan', 'no lift alone', 'Planner',"
        " '2026-12-01' from other",
    )
    run(
        works,
        "alter table leaven.actions disable trigger user;"
        " update leaven.actions set state = 'done' where change = 'Two by plan';"
        " alter table leaven.actions enable trigger user",
    )


def phone_at(browser: Browser, leaven: LeavenProcess, seat: str) -> Page:
    """A worker's phone whose page is open the whole time: nothing is loaded anew."""
    context = person(browser, PHONE)
    context.add_cookies([{"name": "leaven_seat", "value": seat, "url": leaven.url}])
    return open_screen(context.new_page(), f"{leaven.url}/after", re.compile("No action yet"))


def what_protects_us(tablet: Taps) -> None:
    """What there is comes first; two of five rest on somebody's skill."""
    for kind, names in DEFENCES.items():
        if kind != "Works":
            tablet.tap(kind)
        for words in names:
            write(tablet.page, "What protects you today?", words)
            tablet.page.keyboard.press("Enter")
            see(tablet.page, re.compile(re.escape(words)))


def write_action(tablet: Taps, action: Written) -> None:
    """Three sentences, a few taps; the line that it answers stands under it."""
    page = tablet.page
    with counted(page, "Improve: an action written", 8) as alone:
        alone.tap("Write an action")
        write(page, "Change …", action.change)
        write(page, "… so that …", action.so_that)
        write(page, "Which role takes it on?", action.owner)
        for name in ("In 14 days", *action.taps, SAID[0], "Keep it"):
            alone.touch(button(page, re.compile(re.escape(name))).last)
        alone.tap("Put it forward")
        expect(button(page, "Put it forward")).to_have_count(0, timeout=60_000)
    tablet.number += alone.number


def decide(browser: Browser, leaven: LeavenProcess) -> None:
    """On the sponsor's own phone, in the room: one card after the other."""
    context = person(browser, PHONE)
    cookie = cookie_for(leaven.home, "sponsor@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    phone = context.new_page()
    phone.goto(f"{leaven.url}/decide")
    for left in (2, 1, 0):
        with counted(phone, "Improve: a decision", MOST_FOR_A_DECISION) as sponsor:
            heard = phone.locator("blockquote").first
            expect(heard).to_contain_text(SAID[0], timeout=PATIENCE)
            sponsor.click("Approve")
            sponsor.click("Approve")
            waits = {2: "2 wait for you", 1: "One team waits for you", 0: "Nobody waits"}[left]
            expect(phone.locator("#where")).to_contain_text(waits)
    # a decision stands on the phone until the server has it: nobody walks away before
    expect(phone.locator("#queue")).to_be_hidden(timeout=PATIENCE)
