"""A signed-in facilitator at the linking desk, through the same door as the screens."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from app.errors import InvalidInputError, NotFoundError
from services.database.pool import Pool, open_pool
from services.linking.encoder import Encoder
from services.linking.linker import place_line
from services.linking.review import read_all, review, watch
from tests.support.works import Works


@pytest.fixture
async def pool(works: Works) -> AsyncIterator[Pool]:
    async with open_pool(works.dsn, size=2) as opened:
        yield opened


async def test_a_facilitator_joins_names_merges_splits_and_undoes(
    works: Works, pool: Pool, shipped: Encoder
) -> None:
    facilitator = await works.person("facilitator")
    org = (await works.organisation(facilitator)).id
    session, seats = await works.open_session(facilitator)
    for seat, words in zip(
        seats, ("the hoist is slow", "our hoist takes ages", "rain"), strict=True
    ):
        await works.say(seat, words)
    lines = {each.words: each.id for each in (await facilitator.sessions.board(session)).lines}
    hoist = lines["the hoist is slow"]
    await place_line(pool, shipped, str(hoist))
    event = await facilitator.desk.join(hoist, lines["our hoist takes ages"], "The slow hoist")
    themes = {each.title: each.id for each in await facilitator.themes.all(org)}
    theme = themes.pop("The slow hoist")
    split = await facilitator.desk.split(org, theme, [hoist], "One of them")
    await facilitator.desk.undo(org, split)
    merged = await facilitator.desk.merge(org, theme, next(iter(themes.values())))
    await facilitator.desk.undo(org, merged)
    assert len((await facilitator.themes.page(theme)).lines) == 2
    await facilitator.desk.undo(org, event)
    assert (await facilitator.themes.page(theme)).lines == ()
    await facilitator.desk.not_the_same(hoist, lines["rain"])
    with pytest.raises(InvalidInputError, match="with itself"):
        await facilitator.desk.merge(org, theme, theme)


async def test_the_desk_shows_proposals_signals_and_what_waits(
    works: Works, pool: Pool, shipped: Encoder
) -> None:
    facilitator = await works.person("facilitator")
    org = (await works.organisation(facilitator)).id
    await read_all(pool, shipped, str(org))
    await review(pool, shipped, str(org))
    await watch(pool, str(org))
    desk = await facilitator.desk.look(org)
    assert desk.pool + desk.waiting >= len(desk.lines)
    for proposal in await facilitator.desk.proposals(org):
        await facilitator.desk.answer(proposal.id, accept=False)
    assert await facilitator.desk.proposals(org) == []
    await facilitator.desk.signals(org)
    with pytest.raises(NotFoundError):
        await facilitator.desk.answer(uuid4(), accept=True)


async def test_a_member_asks_in_own_words(works: Works, pool: Pool, shipped: Encoder) -> None:
    facilitator = await works.person("facilitator")
    org = (await works.organisation(facilitator)).id
    await read_all(pool, shipped, str(org))
    found = await facilitator.own_words.ask(org, "only one of us at nite but it takes two peopel")
    assert found
    assert found[0].score >= found[-1].score
    assert await facilitator.own_words.ask(org, "") == []
