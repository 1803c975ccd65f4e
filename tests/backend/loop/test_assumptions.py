"""What plans take for granted: which lines departed from it, what was changed, what held."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from app.domain.decision import NewDecision
from app.domain.memory import AssumptionMemory
from app.errors import NotAllowedError
from tests.support.actions import Proposed, propose, run
from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works

ROSTER = "Change the roster so that the yard always has two"


def assume(works: Works, topic: str, kind: str, words: str = "") -> tuple[UUID, UUID]:
    """The session of this topic names it; the session and the assumption."""
    assumption = uuid4()
    [(session,)] = run(
        works,
        "insert into leaven.assumptions (id, org_id, session_id, kind, words)"
        " select %s, org_id, id, %s, %s from leaven.sessions where topic = %s returning session_id",
        *(assumption, kind, words, topic),
    )
    assert isinstance(session, UUID)
    return session, assumption


def tie(works: Works, assumption: UUID, line: UUID) -> None:
    run(works, "insert into leaven.assumption_lines values (%s, %s)", assumption, line)


async def remembered(works: Works, kind: str) -> AssumptionMemory:
    known = "member" in works.cookies
    person = await works.same_browser("member") if known else await works.person("member")
    org = await works.organisation(person)
    return await person.loop.memory.by_assumption(org.id, kind)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Staffed:
    """A team that took staffing for granted, with an action on the line that departs."""

    action: Proposed
    assumption: UUID


@pytest.fixture
def staffed(works: Works) -> Staffed:
    action = propose(works, lines=1)
    _, assumption = assume(works, "New scanners in the yard", "staffing")
    tie(works, assumption, action.lines[0])
    return Staffed(action, assumption)


async def test_it_tells_which_lines_departed_and_what_was_changed_for_it(
    works: Works, staffed: Staffed
) -> None:
    sponsor = await works.person("sponsor")
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=staffed.action.id, verdict="approved")
    )
    [team] = (await remembered(works, "staffing")).teams
    assert team.topic == "New scanners in the yard"
    assert [line.id for line in team.lines] == [staffed.action.lines[0]]
    assert [(each.id, each.state) for each in team.actions] == [(staffed.action.id, "approved")]
    assert (await remembered(works, "time")).teams == ()


async def test_it_tells_whether_the_change_held(works: Works, staffed: Staffed) -> None:
    run(
        works,
        "insert into leaven.crew_answers (action_id, question, verdict, words, words_let_go)"
        " values (%s, 'did_it_help', 'better', '{Two pairs of hands.}', true)",
        staffed.action.id,
    )
    [team] = (await remembered(works, "staffing")).teams
    assert team.actions[0].did_it_help == "better"
    assert team.actions[0].differences == ("Two pairs of hands.",)


async def test_words_that_the_team_did_not_let_go_are_not_in_it(
    works: Works, staffed: Staffed
) -> None:
    run(
        works,
        "insert into leaven.crew_answers (action_id, question, verdict, words)"
        " values (%s, 'did_it_help', 'better', '{Two pairs of hands.}')",
        staffed.action.id,
    )
    [team] = (await remembered(works, "staffing")).teams
    assert team.actions[0].differences == ()


async def test_a_session_that_is_not_released_is_not_in_it(works: Works, staffed: Staffed) -> None:
    run(
        works,
        "update leaven.sessions set released_week = null where id = %s",
        staffed.action.session_id,
    )
    assert (await remembered(works, "staffing")).teams == ()


async def test_a_withdrawn_line_leaves_it_at_once(works: Works, staffed: Staffed) -> None:
    run(works, "delete from leaven.observations where id = %s", staffed.action.lines[0])
    [team] = (await remembered(works, "staffing")).teams
    assert team.lines == ()
    assert team.actions == ()


async def test_how_many_and_where_come_with_the_night_and_enough_voices(works: Works) -> None:
    assume(works, "New scanners in the yard", "staffing")
    run(
        works,
        "update leaven.sessions set released_voices = 4 where topic = 'New scanners in the yard'",
    )
    run(works, "select private.roll_up_all()")
    few = await remembered(works, "staffing")
    assert (few.voices, few.places) == (None, None)
    run(
        works,
        "update leaven.sessions set released_voices = 7 where topic = 'New scanners in the yard'",
    )
    assert (await remembered(works, "staffing")).voices is None  # not while somebody watches
    run(works, "select private.roll_up_all()")
    enough = await remembered(works, "staffing")
    assert (enough.voices, enough.places) == (5, 1)


async def test_who_belongs_to_no_organisation_reads_nothing(works: Works) -> None:
    member = await works.person("member")
    run(works, "delete from leaven.memberships where role = 'member'")
    [(org,)] = run(works, "select id from leaven.organisations")
    with pytest.raises(NotAllowedError):
        await member.loop.memory.by_assumption(org, "time")  # type: ignore[arg-type]


@pytest.mark.usefixtures("staffed")
async def test_a_phone_reads_the_assumption_that_it_asks_for(works: Works) -> None:
    assume(works, "Loading the late trailer", "own", "The trailer is on time.")
    async with shown_to(await works.person("member"), "/assumptions", PHONE) as page:
        await page.until(lambda: "New scanners in the yard" in page.texts)
        assert any(each.startswith(f"{ROSTER}: ") for each in page.texts)
        await page.tap("Something else")
        await page.until(lambda: "The trailer is on time." in page.texts)
        assert "New scanners in the yard" not in page.texts
        await page.tap("There is enough time")
        await page.until(lambda: "No team has named this yet" in page.texts)
