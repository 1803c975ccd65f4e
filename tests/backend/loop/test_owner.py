"""Who carries an action out sees it from a link: that action, its lines, and nothing else."""

from uuid import uuid4

import pytest

from app.domain.decision import NewDecision
from app.errors import ConflictError, InvalidInputError, NotFoundError
from services.backend.seats import new_device_secret
from services.backend.visitor import Visitor
from tests.support.actions import Proposed, propose, run
from tests.support.works import Works


async def approved(works: Works) -> tuple[Visitor, Proposed]:
    sponsor, action = await works.person("sponsor"), propose(works)
    decision = NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    await sponsor.loop.decisions.decide(decision)
    return sponsor, action


async def test_the_link_shows_the_action_and_its_lines_and_no_more(works: Works) -> None:
    sponsor, action = await approved(works)
    link = await sponsor.loop.decisions.owner_link(action.id)
    device = new_device_secret()
    owner = (await works.nobody()).loop.owned
    owned = await owner.take(link, device)
    assert owned.id == action.id
    assert len(owned.lines) == 2
    assert owned.decision is not None
    assert owned.session_id is None
    assert not owned.topic
    assert await owner.page(device) == owned


async def test_a_link_that_is_open_on_one_device_opens_on_no_other(works: Works) -> None:
    sponsor, action = await approved(works)
    link = await sponsor.loop.decisions.owner_link(action.id)
    owner = (await works.nobody()).loop.owned
    device = new_device_secret()
    await owner.take(link, device)
    await owner.take(link, device)
    with pytest.raises(NotFoundError) as refused:
        await owner.take(link, new_device_secret())
    assert refused.value.code == "unknown_link"


async def test_a_fresh_link_ends_the_older_one(works: Works) -> None:
    sponsor, action = await approved(works)
    owner, device = (await works.nobody()).loop.owned, new_device_secret()
    await owner.take(await sponsor.loop.decisions.owner_link(action.id), device)
    await sponsor.loop.decisions.owner_link(action.id)
    with pytest.raises(NotFoundError):
        await owner.page(device)


async def test_there_is_no_link_to_what_nobody_approved(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    with pytest.raises(ConflictError):
        await sponsor.loop.decisions.owner_link(action.id)


async def test_doing_and_done_are_one_tap_and_cannot_says_why(works: Works) -> None:
    sponsor, action = await approved(works)
    owner, device = (await works.nobody()).loop.owned, new_device_secret()
    await owner.take(await sponsor.loop.decisions.owner_link(action.id), device)
    assert (await owner.mark(device, "doing")).state == "doing"
    with pytest.raises(InvalidInputError) as refused:
        await owner.mark(device, "cannot", "  ")
    assert refused.value.code == "reason_needed"
    stuck = await owner.mark(device, "cannot", "The part comes in May.")
    assert (stuck.state, stuck.note) == ("cannot", "The part comes in May.")
    assert (await owner.mark(device, "done")).state == "done"


async def test_a_mark_that_is_sent_twice_counts_once(works: Works) -> None:
    sponsor, action = await approved(works)
    owner, device, mark = (await works.nobody()).loop.owned, new_device_secret(), uuid4()
    await owner.take(await sponsor.loop.decisions.owner_link(action.id), device)
    await owner.mark(device, "done", mark_id=mark)
    await owner.mark(device, "done", mark_id=mark)
    assert run(works, "select count(*) from leaven.owner_marks") == [(1,)]


async def test_a_teams_own_quick_change_is_marked_by_its_facilitator(works: Works) -> None:
    _, action = await approved(works)
    facilitator = await works.person("facilitator")
    assert (await facilitator.loop.decisions.mark(action.id, "done")).state == "done"
