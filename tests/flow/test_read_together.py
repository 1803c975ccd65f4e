"""Spoken at a crew's tablet and not checked on the spot: kept until the crew reads it together."""

import hashlib
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from app.domain.capture import Recording
from app.domain.routine import LeftLine, WallCard, WallPage
from app.errors import NotFoundError
from services.backend.seats import new_device_secret
from tests.flow.conftest import Crew
from tests.flow.test_routine import lines_of, wall_of, weeks_pass
from tests.flow.test_routine import say as write

HEARD = ("the roll curls", "the sheet is late", "we wait for the lifter")


async def left(crew: Crew, card: WallCard, words: str, *, for_crew: bool = True) -> UUID:
    """One turn whose words came too late for their speaker; the line's id."""
    nobody = await crew.works.nobody()
    secret, capture = new_device_secret(), uuid4()
    await nobody.seats.take(card.secret, secret)
    sound = b"sound of " + capture.bytes
    whole = hashlib.sha256(sound).hexdigest()
    await nobody.captures.chunk(secret, capture, 0, sound)
    recording = Recording(
        phase="soak", chunks=1, sha256=whole, mime="audio/webm", seconds=2, for_crew=for_crew
    )
    await nobody.captures.finish(secret, capture, recording)
    row = await (
        await crew.tables.execute(
            "select observation_id from leaven.clips where sha256 = %s", (whole,)
        )
    ).fetchone()
    assert row is not None
    await come_into_words(crew, row[0], words)
    return UUID(str(row[0]))


async def come_into_words(crew: Crew, line: UUID, words: str) -> None:
    await crew.tables.execute(
        "insert into leaven.transcripts (observation_id, words, language, segments, engine, model)"
        " values (%s, %s, 'en', %s, 'x', 'y')",
        (line, words, Jsonb([{"text": words, "unsure": ["roll"], "doubtful": False}])),
    )
    await crew.tables.execute(
        "update leaven.observations set state = 'to_check' where id = %s", (line,)
    )


async def page_of(crew: Crew, card: WallCard) -> WallPage:
    return await (await crew.works.nobody()).routines.page(card.secret)


async def three_left(crew: Crew, card: WallCard) -> list[LeftLine]:
    """What three voices left to the crew, when its week is over."""
    for words in HEARD:
        await left(crew, card, words)
    assert (await page_of(crew, card)).to_read == ()
    await weeks_pass(crew)
    return sorted((await page_of(crew, card)).to_read, key=lambda each: each.words)


async def test_what_came_too_late_waits_for_the_crew_in_the_next_week(crew: Crew) -> None:
    card = await wall_of(crew)
    lines = await three_left(crew, card)
    assert tuple(each.words for each in lines) == HEARD
    assert lines[0].segments[0]["unsure"] == ["roll"]
    assert await lines_of(crew, card) == set()


async def test_what_the_crew_lets_stand_is_with_its_week_and_what_it_drops_is_gone(
    crew: Crew,
) -> None:
    card = await wall_of(crew)
    stays, goes, mended = await three_left(crew, card)
    nobody = await crew.works.nobody()
    await nobody.routines.let_stand(card.secret, stays.id, stays.words)
    await nobody.routines.drop(card.secret, goes.id)
    page = await nobody.routines.let_stand(card.secret, mended.id, "We wait for the lift.")
    assert page.to_read == ()
    assert {each.words for each in page.lines} == {"the roll curls", "We wait for the lift."}
    assert await crew.count("leaven.observations where state = 'to_check'") == 0
    assert await crew.count("leaven.transcripts") == 0
    assert await crew.count("private.left_to_crew") == 0


async def test_two_who_could_not_check_are_carried_until_a_third_one_is_there(crew: Crew) -> None:
    """Also beside three who wrote: that a line was not checked can tell which night it was."""
    card = await wall_of(crew)
    for words in ("One.", "Two.", "Three."):
        await write(crew, card, words)
    for words in HEARD[:2]:
        await left(crew, card, words)
    await weeks_pass(crew, 2)
    page = await page_of(crew, card)
    assert (len(page.lines), page.to_read) == (3, ())
    await left(crew, card, HEARD[2])
    await weeks_pass(crew)
    assert len((await page_of(crew, card)).to_read) == 3


async def test_one_seat_that_left_three_things_is_one_voice(crew: Crew) -> None:
    card = await wall_of(crew)
    lines = [await left(crew, card, words) for words in HEARD]
    await crew.tables.execute(
        "update leaven.holds set seat_tag = decode('00', 'hex') where observation_id = any(%s)",
        (lines,),
    )
    await weeks_pass(crew)
    assert (await page_of(crew, card)).to_read == ()


async def test_nothing_leads_from_what_the_crew_reads_to_a_seat_or_a_voice(crew: Crew) -> None:
    card = await wall_of(crew)
    lines = await three_left(crew, card)
    ids = ", ".join(f"'{each.id}'" for each in lines)
    for table in ("leaven.holds", "leaven.clips"):
        assert await crew.count(f"{table} where observation_id in ({ids})") == 0
    assert await crew.count(f"leaven.observations where spoken and id in ({ids})") == 0


async def test_it_adds_no_voice_to_the_week(crew: Crew) -> None:
    card = await wall_of(crew)
    for line in await three_left(crew, card):
        await (await crew.works.nobody()).routines.let_stand(card.secret, line.id, line.words)
    assert await crew.count("leaven.week_voices") == 0


async def test_a_recording_that_is_not_in_words_yet_waits_longer(crew: Crew) -> None:
    card = await wall_of(crew)
    for words in HEARD[:2]:
        await left(crew, card, words)
    late = await left(crew, card, "")
    await crew.tables.execute("delete from leaven.transcripts where observation_id = %s", (late,))
    await crew.tables.execute(
        "update leaven.observations set state = 'waiting' where id = %s", (late,)
    )
    await weeks_pass(crew, 3)
    assert (await page_of(crew, card)).to_read == ()
    await come_into_words(crew, late, HEARD[2])
    assert len((await page_of(crew, card)).to_read) == 3


async def test_what_was_not_checked_on_a_phone_of_ones_own_is_nobody_elses_to_read(
    crew: Crew,
) -> None:
    card = await wall_of(crew)
    for words in HEARD:
        await left(crew, card, words, for_crew=False)
    await weeks_pass(crew)
    assert (await page_of(crew, card)).to_read == ()
    await weeks_pass(crew)
    assert (await page_of(crew, card)).to_read == ()
    assert await crew.count("leaven.observations where state = 'to_check'") == 0


async def test_nobody_settles_a_line_without_its_wall_or_before_its_week(crew: Crew) -> None:
    card = await wall_of(crew)
    early = await left(crew, card, HEARD[0])
    nobody = await crew.works.nobody()
    with pytest.raises(NotFoundError):
        await nobody.routines.drop(card.secret, early)
    for words in HEARD[1:]:
        await left(crew, card, words)
    await weeks_pass(crew)
    line = (await page_of(crew, card)).to_read[0]
    with pytest.raises(NotFoundError):
        await nobody.routines.drop("x" * 32, line.id)
    await nobody.routines.drop(card.secret, line.id)
    with pytest.raises(NotFoundError, match="not there any more"):
        await nobody.routines.let_stand(card.secret, line.id, "again")


async def test_what_nobody_came_to_read_goes_when_lines_go_that_nobody_released(
    crew: Crew,
) -> None:
    card = await wall_of(crew)
    await three_left(crew, card)
    await crew.tables.execute("update private.left_to_crew set week = '2026-W01'")
    assert (await page_of(crew, card)).to_read == ()
    assert await crew.count("leaven.observations where state = 'to_check'") == 0
