"""Why a step is so: at the line in the memory, on the guide's tablet, on the crew's phone."""

from uuid import UUID

from services.backend.visitor import Visitor
from tests.support.actions import run, seat_at
from tests.support.screen import PHONE
from tests.support.steps import AS_WRITTEN, step_of
from tests.support.visits import shown_to
from tests.support.works import Works

TWO_PERSON = "A two-person job on a one-person roster"
REASON = "The panel is where the emergency stop is."


def step_in(works: Works, session: str) -> tuple[UUID, UUID, UUID]:
    """A step with a line of a theme pinned to it: the step, its session, the theme."""
    asked = (
        "select o.session_id, o.id, t.id from leaven.themes t join leaven.links l"
        " on l.theme_id = t.id join leaven.observations o on o.id = l.observation_id"
        f" where t.title = %s and o.session_id in ({session}) order by o.id limit 1"
    )
    [(session_id, line, theme)] = run(works, asked, TWO_PERSON)
    assert isinstance(session_id, UUID)
    assert isinstance(line, UUID)
    assert isinstance(theme, UUID)
    return step_of(works, session_id, [line]), session_id, theme


GUIDED = "select session_id from leaven.session_facilitators"


async def explained(works: Works) -> tuple[Visitor, UUID]:
    sponsor = await works.person("sponsor")
    step, session_id, _ = step_in(works, GUIDED)
    await sponsor.loop.why_notes.leave(step, "operations manager", REASON)
    return sponsor, session_id


async def test_a_leader_finds_the_step_at_its_line_and_is_asked_why(works: Works) -> None:
    step, _, theme = step_in(works, GUIDED)
    async with shown_to(await works.person("sponsor"), f"/memory/{theme}") as page:
        await page.until(lambda: "Say why this step is so" in page.labels)
        assert f"As written: {AS_WRITTEN}" in page.texts
        await page.tap("Say why this step is so")
        await page.until(lambda: f"/why/{step}".encode() in page.wire)


async def test_a_facilitator_reads_the_step_and_is_not_asked(works: Works) -> None:
    _, _, theme = step_in(works, GUIDED)
    async with shown_to(await works.person("facilitator"), f"/memory/{theme}") as page:
        await page.until(lambda: f"As written: {AS_WRITTEN}" in page.texts)
        assert "Say why this step is so" not in page.labels


async def test_the_guide_reads_the_reason_at_the_step(works: Works) -> None:
    _, session_id = await explained(works)
    facilitator = await works.person("facilitator")
    async with shown_to(facilitator, f"/sessions/{session_id}/story") as tablet:
        await tablet.until(lambda: REASON in tablet.texts)
        assert any("operations manager" in each for each in tablet.texts)


async def test_a_crew_answers_the_reason_of_a_step_once_on_its_phone(works: Works) -> None:
    _, session_id = await explained(works)
    [seat] = seat_at(works, session_id, 1)
    visitor = await works.visitors.with_cookies(None, seat)
    async with shown_to(visitor, "/after", PHONE) as phone:
        await phone.until(lambda: f"As written: {AS_WRITTEN}" in phone.texts)
        assert REASON in phone.texts
        await phone.tap("Not in our reality")
        await phone.until(lambda: "You have answered. Thank you." in phone.texts)
        assert "Not in our reality" not in phone.labels
