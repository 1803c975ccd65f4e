"""A leader finds each step of which a team said something, whether anybody linked it or not."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from app.domain.memory import WrittenStep
from app.errors import LeavenError
from services.backend.visitor import Visitor
from tests.support.actions import Proposed, propose, run
from tests.support.screen import PHONE
from tests.support.steps import AS_WRITTEN, step_of
from tests.support.visits import shown_to
from tests.support.works import Works

MANAGER = "operations manager"
REASON = "The lamp was there before the panel."


async def steps_for(works: Works, person: Visitor) -> Sequence[WrittenStep]:
    return await person.loop.memory.written_steps((await works.organisation(person)).id)


def without_themes(works: Works, action: Proposed) -> None:
    run(
        works,
        "delete from leaven.links where observation_id = any(%s)",
        list(action.lines),
    )


def words_of(works: Works, line: UUID) -> str:
    [(words,)] = run(works, "select words from leaven.observations where id = %s", line)
    return str(words)


async def test_a_step_whose_lines_are_in_no_theme_is_found_and_answered(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=2)
    without_themes(works, action)
    step = step_of(works, action.session_id, action.lines)
    [found] = await steps_for(works, sponsor)
    assert (found.id, found.words) == (step, AS_WRITTEN)
    assert {each.id for each in found.lines} == set(action.lines)
    assert (await sponsor.loop.why_notes.subject(step)).theme is None
    await sponsor.loop.why_notes.leave(step, MANAGER, REASON)
    [found] = await steps_for(works, await works.person("member"))
    assert [note.words for note in found.why_notes] == [REASON]


async def test_a_step_of_which_nothing_was_said_or_only_held_words_is_not_shown(
    works: Works,
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    step = step_of(works, action.session_id, ())
    assert await steps_for(works, sponsor) == []
    held = uuid4()
    run(
        works,
        "insert into leaven.observations (id, org_id, session_id, phase, words, state)"
        " select %s, org_id, id, 'learn', 'Not for outside.', 'confirmed'"
        " from leaven.sessions where id = %s returning id",
        *(held, action.session_id),
    )
    run(works, "insert into leaven.step_lines values (%s, %s)", step, held)
    assert await steps_for(works, sponsor) == []
    run(works, "insert into leaven.step_lines values (%s, %s)", step, action.lines[0])
    [found] = await steps_for(works, sponsor)
    assert [each.words for each in found.lines] == [words_of(works, action.lines[0])]


@pytest.mark.parametrize("hidden", ["held", "done"])
async def test_steps_of_a_held_story_and_steps_as_done_are_not_shown(
    works: Works, hidden: str
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    step_of(works, action.session_id, action.lines, side="done" if hidden == "done" else "imagined")
    if hidden == "held":
        run(
            works,
            "update leaven.sessions set released_week = null where id = %s",
            action.session_id,
        )
    assert await steps_for(works, sponsor) == []


async def test_nobody_of_another_organisation_reads_them(works: Works) -> None:
    action = propose(works, lines=1)
    step_of(works, action.session_id, action.lines)
    member = await works.person("member")
    [_] = await steps_for(works, member)
    org = (await works.organisation(member)).id
    run(works, "delete from leaven.memberships where person_id = %s", await who(member))
    with pytest.raises(LeavenError):
        await member.loop.memory.written_steps(org)


async def who(person: Visitor) -> UUID:
    return (await person.organisations.me()).person_id


async def test_twenty_steps_a_page_and_none_is_lost(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    run(works, "delete from leaven.steps")
    run(
        works,
        "with made as (insert into leaven.steps (id, session_id, side, number, words)"
        " select gen_random_uuid(), %s, 'imagined', n, 'Step ' || n"
        " from generate_series(1, 23) n returning id)"
        " insert into leaven.step_lines select id, %s from made",
        *(action.session_id, action.lines[0]),
    )
    org = (await works.organisation(sponsor)).id
    pages = [await sponsor.loop.memory.written_steps(org, page) for page in (0, 1, 2)]
    assert [each.words for page in pages for each in page] == [f"Step {n}" for n in range(1, 24)]
    async with shown_to(sponsor, "/steps", PHONE) as phone:
        await phone.until(lambda: "More steps" in phone.labels)
        await phone.tap("More steps")
        await phone.until(lambda: "As written: Step 23" in phone.texts)
        assert "More steps" not in phone.labels


async def test_a_leader_goes_from_the_memory_to_the_step_and_says_why(works: Works) -> None:
    action = propose(works, lines=1)
    without_themes(works, action)
    step = step_of(works, action.session_id, action.lines)
    sponsor = await works.person("sponsor")
    async with shown_to(sponsor, "/memory", PHONE) as phone:
        await phone.until(lambda: "Nothing here" in phone.texts)  # before the first night
        await phone.tap("Steps as written")
        assert b"/steps" in phone.wire
    async with shown_to(sponsor, "/steps", PHONE) as phone:
        await phone.until(lambda: f"As written: {AS_WRITTEN}" in phone.texts)
        assert f"“{words_of(works, action.lines[0])}”" in phone.texts
        await phone.tap("Say why this step is so")
        await phone.until(lambda: f"/why/{step}".encode() in phone.wire)


async def test_a_facilitator_reads_the_steps_and_is_not_asked_why(works: Works) -> None:
    action = propose(works, lines=1)
    step_of(works, action.session_id, action.lines)
    async with shown_to(await works.person("facilitator"), "/steps", PHONE) as phone:
        await phone.until(lambda: f"As written: {AS_WRITTEN}" in phone.texts)
        assert "Say why this step is so" not in phone.labels
