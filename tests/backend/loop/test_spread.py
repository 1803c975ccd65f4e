"""How differently a theme is lived: in words, where enough have spoken, and never a rank."""

from uuid import UUID

import pytest

from app.domain.memory import SpreadCell
from app.errors import NotAllowedError
from services.backend.visitor import Visitor
from tests.support.actions import run
from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works

THEME = "A two-person job on a one-person roster"
AT_NIGHT = "I wedge the guard open with a block because nobody is there to hold it."


async def spread_of(works: Works, leader: Visitor) -> tuple[UUID, list[SpreadCell]]:
    [(theme,)] = run(works, "select id from leaven.themes where title = %s", THEME)
    assert isinstance(theme, UUID)
    return theme, list(await leader.loop.memory.spread(theme))


def night(works: Works) -> None:
    run(works, "select private.nightly()")


async def test_places_and_shifts_stand_side_by_side_in_their_own_words(works: Works) -> None:
    night(works)
    _, cells = await spread_of(works, await works.person("member"))
    assert {cell.side for cell in cells} >= {"site"}
    names = [cell.name for cell in cells if cell.side == "site"]
    assert len(names) > 1
    assert names == sorted(names)  # the alphabet, never who is better
    assert all(cell.quotes for cell in cells)


async def test_there_is_no_number_in_it(works: Works) -> None:
    night(works)
    _, cells = await spread_of(works, await works.person("member"))
    assert set(SpreadCell.model_fields) == {"side", "name", "lenses", "quotes"}
    assert cells


async def test_a_place_with_too_few_voices_is_not_in_it(works: Works) -> None:
    run(works, "update leaven.organisations set outside_threshold = 8")
    night(works)
    _, cells = await spread_of(works, await works.person("member"))
    alone = run(
        works,
        "select si.name from leaven.sites si join leaven.sessions s on s.site_id = si.id"
        " group by si.name having coalesce(sum(s.released_voices), 0) < 8",
    )
    assert alone
    assert not {str(row[0]) for row in alone} & {cell.name for cell in cells}


async def test_a_withdrawn_line_leaves_it_at_once(works: Works) -> None:
    night(works)
    leader = await works.person("member")
    _, cells = await spread_of(works, leader)
    said = cells[0].quotes[0]
    run(works, "delete from leaven.observations where words = %s", said)
    _, cells = await spread_of(works, leader)
    assert said not in {words for cell in cells for words in cell.quotes}


async def test_a_lens_is_named_when_sessions_enough_felt_it(works: Works) -> None:
    run(works, "update leaven.observations set lens = 'risky' where words = %s", AT_NIGHT)
    night(works)
    leader = await works.person("member")
    _, cells = await spread_of(works, leader)
    assert all(not cell.lenses for cell in cells)  # three voices of one session are too few
    run(
        works,
        "update leaven.observations o set lens = 'risky' from leaven.links l"
        " join leaven.themes t on t.id = l.theme_id and t.title = %s"
        " where l.observation_id = o.id and l.state = 'linked'",
        THEME,
    )
    run(works, "update leaven.organisations set outside_threshold = 3")
    night(works)
    _, cells = await spread_of(works, leader)
    assert any(cell.lenses == ("risky",) for cell in cells)


async def test_a_stranger_reads_none_of_it(works: Works) -> None:
    night(works)
    [(theme,)] = run(works, "select id from leaven.themes where title = %s", THEME)
    assert isinstance(theme, UUID)
    run(works, "delete from leaven.memberships where role = 'member'")
    with pytest.raises(NotAllowedError):
        await (await works.person("member")).loop.memory.spread(theme)


async def test_a_leader_sees_it_on_the_themes_page(works: Works) -> None:
    night(works)
    leader = await works.person("member")
    theme, cells = await spread_of(works, leader)
    async with shown_to(leader, f"/memory/{theme}", PHONE) as page:
        await page.until(lambda: "How differently it is lived" in page.texts)
        await page.until(lambda: cells[0].name in page.texts)
