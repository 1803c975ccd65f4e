"""Soak: the story, what resounds, lines from elsewhere; nothing shows who."""

import pytest

from app.domain.flow import SeatFlow
from app.errors import LeavenError, NotFoundError
from services.backend.visitor import Visitor
from tests.flow.conftest import WORDS, Crew


async def seen_by(seat: Visitor) -> SeatFlow:
    return await seat.soaking.of(seat.seat)


async def test_the_story_is_shuffled_anew_each_time(spoken: Crew) -> None:
    for number in range(5):
        await spoken.works.say(spoken.seats[0], f"One more thing {number}.")
    orders = {tuple(each.id for each in (await seen_by(spoken.seats[1])).story) for _ in range(6)}
    assert len(orders) > 1


async def test_before_three_have_spoken_there_is_no_story(crew: Crew) -> None:
    await crew.works.say(crew.seats[0], WORDS[0])
    await crew.works.say(crew.seats[1], WORDS[1])
    told = await seen_by(crew.seats[2])
    assert (told.open, told.story) == (False, ())


async def test_us_too_is_said_from_three_on_and_never_counted(spoken: Crew) -> None:
    await spoken.to("soak")
    line = await spoken.line(WORDS[0])
    for place, seat in enumerate(spoken.seats):
        story = {each.id: each for each in (await seen_by(spoken.seats[0])).story}
        assert not story[line].too, place
        await seat.soaking.resonate(seat.seat, line, "too")
        await seat.soaking.resonate(seat.seat, line, "too")
    story = {each.id: each for each in (await seen_by(spoken.seats[0])).story}
    assert (story[line].too, story[line].own) == (True, "too")
    flow = await spoken.guide.flows.of(spoken.session_id)
    assert flow.resonance[line].too
    await spoken.seats[0].soaking.resonate(spoken.seats[0].seat, line, "different")
    await spoken.seats[1].soaking.resonate(spoken.seats[1].seat, line, None)
    story = {each.id: each for each in (await seen_by(spoken.seats[0])).story}
    assert (story[line].too, story[line].different, story[line].own) == (False, False, "different")


async def test_a_tap_on_a_line_of_another_session_is_refused(spoken: Crew) -> None:
    rows = await spoken.tables.execute(
        "select id from leaven.observations where session_id <> %s limit 1", (spoken.session_id,)
    )
    row = await rows.fetchone()
    assert row is not None
    with pytest.raises(NotFoundError):
        await spoken.seats[0].soaking.resonate(spoken.seats[0].seat, row[0], "too")


async def test_at_most_two_released_lines_from_elsewhere_the_same_all_day(spoken: Crew) -> None:
    await spoken.to("soak")
    await spoken.tables.execute(
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " select o.org_id, o.id, t.id, 'linked', 'person' from leaven.observations o"
        " join leaven.themes t on t.org_id = o.org_id where o.session_id = %s",
        (spoken.session_id,),
    )
    first, again = await seen_by(spoken.seats[0]), await seen_by(spoken.seats[0])
    assert len(first.elsewhere) == 2
    assert {each.id for each in first.elsewhere} == {each.id for each in again.elsewhere}
    released = await spoken.tables.execute(
        "select count(*) from leaven.observations where id = any(%s) and released_week is not null",
        ([each.id for each in first.elsewhere],),
    )
    assert await released.fetchone() == (2,)


async def test_no_row_says_which_seat_tapped(spoken: Crew) -> None:
    await spoken.to("soak")
    line = await spoken.line(WORDS[0])
    for seat in spoken.seats:
        await seat.soaking.resonate(seat.seat, line, "too")
    rows = await spoken.tables.execute(
        "select count(*) from private.resonances r join leaven.holds h on h.seat_tag = r.mark"
    )
    assert await rows.fetchone() == (0,)


async def test_a_card_that_nobody_took_opens_nothing(crew: Crew) -> None:
    [card] = await crew.guide.sessions.add_cards(crew.session_id)
    with pytest.raises(LeavenError):
        await crew.seats[0].soaking.of(card.secret)
