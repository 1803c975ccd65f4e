"""A sponsor with a quick thumb: no decision is lost, and none is made that nobody meant."""

from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.support.actions import answer_beside, propose, run
from tests.support.process import LeavenProcess
from tests.support.works import Works

pytestmark = pytest.mark.browser
APPROVE, SEND = '[data-verdict="approved"]', "#send"


@pytest.fixture
def phone(sponsor: BrowserContext) -> Page:
    return sponsor.new_page()


def opened(phone: Page, leaven: LeavenProcess, waits: str) -> None:
    phone.goto(f"{leaven.url}/decide")
    expect(phone.locator("#where")).to_contain_text(waits)


def two_wait(phone: Page, leaven: LeavenProcess, works: Works) -> list[UUID]:
    """Two cards on the phone, in the order in which they come."""
    actions = sorted(propose(works).id for _ in range(2))
    opened(phone, leaven, "2 wait for you")
    return actions


def approve(phone: Page, then: str) -> None:
    """The card that is there, with both taps; `then` is what waits afterwards."""
    named(phone, "Approve").click()
    named(phone, "Approve").click()
    expect(phone.locator("#where")).to_contain_text(then)


def named(phone: Page, name: str) -> Locator:
    return phone.get_by_role("button", name=name, exact=True)


def tapped_at_once(phone: Page, *ids: str) -> None:
    """The taps of one quick thumb, wherever the second one lands: nothing passes in between."""
    named(phone, "Approve").click(trial=True)
    phone.evaluate("ids => ids.forEach(id => document.querySelector(id).click())", list(ids))


def decided(works: Works) -> list[str]:
    return [str(row[0]) for row in run(works, "select verdict from leaven.decisions order by 1")]


class Held:
    """Answers to these requests wait until somebody lets them go."""

    def __init__(self, phone: Page, method: str) -> None:
        self._waiting: list[Route] = []
        self._method, self._hold = method, True
        phone.route("**/api/decide*", self._take)

    def _take(self, route: Route) -> None:
        if self._hold and route.request.method == self._method:
            self._waiting.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self._hold = False
        for each in self._waiting:
            each.continue_()


def test_two_taps_at_once_on_a_card_open_its_answer_and_decide_nothing(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    propose(works)
    opened(phone, leaven, "One team waits for you")
    tapped_at_once(phone, APPROVE, SEND)
    expect(phone.get_by_label("A word with it, if you like")).to_be_visible()
    expect(phone.locator("#where")).to_contain_text("One team waits for you")
    named(phone, "Approve").click()
    expect(phone.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert decided(works) == ["approved"]


def test_two_taps_at_once_on_an_answer_leave_the_next_card_alone(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    two_wait(phone, leaven, works)
    named(phone, "Approve").click()
    tapped_at_once(phone, SEND, APPROVE, SEND)
    expect(phone.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    expect(phone.locator("#where")).to_contain_text("One team waits for you")
    expect(phone.locator("#verdicts")).to_be_visible()  # nothing is chosen for the second
    expect(phone.locator("#say")).to_be_hidden()
    assert decided(works) == ["approved"]


def test_news_of_the_last_answer_moves_nothing_under_the_finger(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    two_wait(phone, leaven, works)
    late = Held(phone, "POST")
    approve(phone, then="One team waits for you")
    named(phone, "Approve").click()
    send = named(phone, "Approve")
    send.click(trial=True)
    box = send.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    phone.mouse.down()  # the thumb is down, and now the first answer arrives
    late.let_go()
    expect(phone.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    assert send.bounding_box() == box
    phone.mouse.up()
    expect(phone.locator("#where")).to_contain_text("Nobody waits")
    expect(phone.locator("#queue")).to_be_hidden()
    assert decided(works) == ["approved", "approved"]


def test_what_arrives_late_leaves_a_half_made_answer_alone(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    first, second = two_wait(phone, leaven, works)
    late = Held(phone, "POST")
    approve(phone, then="One team waits for you")
    named(phone, "Decline").click()
    reason = phone.get_by_label("What is the reason?")
    reason.fill("The yard is sold in May.")
    third = propose(works).id
    long_ago = "update leaven.action_progress set proposed_on = proposed_on - 60"
    run(works, long_ago + " where action_id = %s", third)  # it comes before what is on the screen
    late.let_go()
    expect(phone.locator("#where")).to_contain_text("2 wait for you")
    expect(reason).to_have_value("The yard is sold in May.")
    named(phone, "Decline").click()
    expect(phone.locator("#where")).to_contain_text("One team waits for you")
    expect(phone.locator("#queue")).to_be_hidden()
    found = run(works, "select action_id, verdict from leaven.decisions order by verdict")
    assert found == [(first, "approved"), (second, "declined")]


def test_a_card_that_somebody_answered_meanwhile_stays_until_its_writer_is_told(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    _, second = two_wait(phone, leaven, works)
    late = Held(phone, "GET")
    named(phone, "Approve").click()
    named(phone, "Approve").click()
    expect(phone.get_by_text("Sent. The crew sees it now.")).to_be_visible()
    named(phone, "Decline").click()
    phone.get_by_label("What is the reason?").fill("The yard is sold in May.")
    answer_beside(works, second, "approved")
    late.let_go()
    phone.wait_for_function("cards.all.length === 1")
    expect(phone.get_by_label("What is the reason?")).to_have_value("The yard is sold in May.")
    named(phone, "Decline").click()
    expect(phone.get_by_role("alert")).to_contain_text("approved")
    expect(phone.locator("#where")).to_contain_text("Nobody waits")
    assert run(works, "select verdict from leaven.decisions where action_id = %s", second) == [
        ("approved",)
    ]


def test_an_answer_given_while_the_cards_are_asked_for_goes_at_once(
    phone: Page, leaven: LeavenProcess, works: Works
) -> None:
    two_wait(phone, leaven, works)
    late = Held(phone, "GET")
    for waits in ("One team waits for you", "Nobody waits"):
        approve(phone, then=waits)
    late.let_go()
    expect(phone.locator("#queue")).to_be_hidden(timeout=10_000)  # before the phone tries again
    assert decided(works) == ["approved", "approved"]
