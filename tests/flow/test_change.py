"""What a change would touch: released practices, themes and skills, ranked by the search."""

import logging
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.change import Touched
from app.domain.defence import Defence
from app.domain.practice import Practice
from app.errors import LeavenError, NotAllowedError
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.database.test_dump import dumped
from tests.flow.conftest import WORDS, Crew
from tests.support.works import Works

ROSTER = "From May one person alone changes the infeed belt at night"
WEDGE = "Wedging the guard with a block from the locker"
ODD = "quokkazebra"


async def asked(works: Works, visitor: Visitor, change: str, **filters: str) -> Touched:
    org = (await works.organisation(visitor)).id
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str(org))
    return await visitor.changes.touches(org, change, **filters)


async def stands(crew: Crew) -> None:
    """The crew has named a practice, and a defence of each kind."""
    practice = Practice(id=uuid4(), name="Lifting the drum with a strap", protects="the back")
    await crew.guide.stories.name_practice(crew.session_id, practice)
    await crew.to("improve")
    for words, state in (
        ("Knowing when the drum will roll", "skill"),
        ("The drum hoist", "works"),
        ("A second drum lifter", "missing"),
    ):
        defence = Defence(id=uuid4(), words=words, state=state)  # type: ignore[arg-type]
        await crew.guide.improving.set_defence(crew.session_id, defence)


async def test_a_change_shows_what_it_touches_the_nearest_first(works: Works) -> None:
    facilitator = await works.person("facilitator")
    touched = await asked(works, facilitator, ROSTER)
    first = touched.practices[0]
    assert first.words == WEDGE
    assert first.protects == "both hands, when nobody is there to hold it"
    assert first.step.startswith("The second person holds the guard open")
    assert touched.themes[0].theme.title == "A two-person job on a one-person roster"
    assert touched.defences[0].words == "Hearing the loose roller before it catches the belt"
    scores = [each.score for each in touched.practices]
    assert scores == sorted(scores, reverse=True)


async def test_each_thing_says_why_it_is_shown(works: Works) -> None:
    touched = await asked(works, await works.person("facilitator"), ROSTER)
    assert "person" in touched.practices[0].shared
    assert all(each.said.words for each in touched.themes)
    for each in (*touched.practices, *touched.defences):
        assert each.shared or each.said or each.score > 0


async def test_only_what_a_team_has_let_go_is_shown_and_of_its_defences_the_skill(
    spoken: Crew,
) -> None:
    await stands(spoken)
    change = "A new hoist lifts the drum and it does not roll"
    names = {"Lifting the drum with a strap", "Knowing when the drum will roll"}
    before = await asked(spoken.works, spoken.guide, change)
    assert not names & {each.words for each in (*before.practices, *before.defences)}
    await spoken.release()
    after = await asked(spoken.works, spoken.guide, change)
    assert names <= {each.words for each in (*after.practices, *after.defences)}
    shown = {each.words for each in after.defences}
    assert not shown & {"The drum hoist", "A second drum lifter"}
    [mine] = [each for each in after.practices if each.words in names]
    assert mine.session_id == spoken.session_id


async def test_a_line_that_was_withdrawn_lends_no_reason(spoken: Crew) -> None:
    await stands(spoken)
    await spoken.release()
    line = await spoken.line(WORDS[0])
    change = "Nobody is alone with a drum at night any more"
    org = (await spoken.works.organisation(spoken.guide)).id
    await asked(spoken.works, spoken.guide, change)
    await spoken.tables.execute("delete from leaven.observations where id = %s", (line,))
    found = await spoken.guide.changes.touches(org, change)
    said = [each.said.id for each in (*found.practices, *found.defences) if each.said]
    assert line not in said


async def test_a_list_is_narrowed_to_a_kind_of_site(works: Works) -> None:
    facilitator = await works.person("facilitator")
    touched = await asked(works, facilitator, "the scanner in the yard", kind="depot")
    assert [each.topic for each in touched.practices] == ["New scanners in the yard"]
    none = await asked(works, facilitator, "the scanner in the yard", kind="hospital")
    assert none.practices == none.defences == ()


@pytest.mark.parametrize("role", ["sponsor", "member", "representative", "administrator"])
async def test_nobody_but_a_facilitator_lists_practices(works: Works, role: str) -> None:
    visitor = await works.person(role)
    org = (await works.organisation(visitor)).id
    with pytest.raises(NotAllowedError):
        await visitor.changes.touches(org, ROSTER)


async def test_a_facilitator_lists_nothing_of_another_organisation(works: Works) -> None:
    with pytest.raises(LeavenError):
        await (await works.person("facilitator")).changes.touches(UUID(int=1), ROSTER)


@pytest.mark.parametrize("change", ["", "🔥", "'; drop table", "a\\b | & ! ( :*", "x " * 3000])
async def test_any_change_is_answered(works: Works, change: str) -> None:
    touched = await asked(works, await works.person("facilitator"), change)
    assert isinstance(touched, Touched)


async def test_what_is_going_to_change_stands_in_no_table_and_no_log(
    works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await asked(works, await works.person("facilitator"), f"{ROSTER} {ODD}")
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as owner:
        await owner.execute("analyze")
    assert [row.table for row in dumped(works.dsn) if ODD in row.text.lower()] == []
    assert ODD not in caplog.text
