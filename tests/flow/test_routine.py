"""A crew's weekly look back: a card on the wall, no facilitator, a batch when the week is over."""

import hashlib
from uuid import UUID, uuid4

import pytest

from app.domain.capture import Recording
from app.domain.routine import WallCard
from app.errors import LeavenError, NotFoundError
from services.backend.routines import fresh_ids
from services.backend.seats import new_device_secret
from tests.flow.conftest import Crew


async def wall_of(crew: Crew) -> WallCard:
    organisation = await crew.works.organisation(crew.guide)
    places = await crew.guide.organisations.places(organisation.id)
    return await crew.guide.routines.card(organisation.id, places.sites[0].areas[0].id)


async def say(crew: Crew, card: WallCard, *words: str) -> None:
    nobody = await crew.works.nobody()
    answers = list(zip(fresh_ids(len(words)), words, strict=True))
    await nobody.routines.say(card.secret, answers, "en")


async def weeks_pass(crew: Crew, weeks: int = 1) -> None:
    await crew.tables.execute(
        "update leaven.holds set arrived_at = arrived_at - make_interval(weeks => %s)", (weeks,)
    )


async def lines_of(crew: Crew, card: WallCard) -> set[str]:
    nobody = await crew.works.nobody()
    return {each.words for each in (await nobody.routines.page(card.secret)).lines}


async def test_what_a_crew_said_comes_out_when_the_week_is_over(crew: Crew) -> None:
    card = await wall_of(crew)
    for words in ("The roll curls.", "The sheet is late.", "We wait for the lifter."):
        await say(crew, card, words)
    assert await lines_of(crew, card) == set()
    await weeks_pass(crew)
    assert await lines_of(crew, card) == {
        "The roll curls.",
        "The sheet is late.",
        "We wait for the lifter.",
    }
    held = await crew.tables.execute(
        "select count(*) from leaven.holds where session_id = %s", (card.session_id,)
    )
    assert await held.fetchone() == (0,)


async def test_two_voices_are_carried_until_a_third_one_comes(crew: Crew) -> None:
    card = await wall_of(crew)
    await say(crew, card, "The roll curls.", "The sheet is late.")
    await say(crew, card, "We wait for the lifter.")
    await weeks_pass(crew)
    assert await lines_of(crew, card) == set()
    await say(crew, card, "The lamp is out.")
    await weeks_pass(crew)
    assert len(await lines_of(crew, card)) == 4


async def test_one_person_with_three_answers_is_one_voice(crew: Crew) -> None:
    card = await wall_of(crew)
    await say(crew, card, "One.", "Two.", "Three.")
    await weeks_pass(crew)
    assert await lines_of(crew, card) == set()


async def test_each_spoken_answer_is_a_voice_of_its_own_once_its_speaker_has_checked_it(
    crew: Crew,
) -> None:
    card = await wall_of(crew)
    turns = [(new_device_secret(), uuid4()) for _ in range(3)]
    for secret, capture in [*turns, *turns]:  # a tablet with a bad signal says everything twice
        await speak(crew, card, secret, capture)
    nobody = await crew.works.nobody()
    for at, (secret, capture) in enumerate(turns[:2]):
        await nobody.captures.confirm(secret, capture, f"Answer {at}.")
    await weeks_pass(crew)
    assert await lines_of(crew, card) == set()  # two voices, and one that nobody checked
    secret, capture = new_device_secret(), uuid4()
    await speak(crew, card, secret, capture)
    await nobody.captures.confirm(secret, capture, "Answer 2.")
    await weeks_pass(crew)
    assert await lines_of(crew, card) == {"Answer 0.", "Answer 1.", "Answer 2."}


async def test_a_speaker_throws_an_answer_away_and_no_other_seat_can(crew: Crew) -> None:
    card = await wall_of(crew)
    (mine, capture), other = (new_device_secret(), uuid4()), new_device_secret()
    await speak(crew, card, mine, capture)
    await speak(crew, card, other, uuid4())
    nobody = await crew.works.nobody()
    for refused in (
        nobody.captures.withdraw(other, capture),
        nobody.captures.confirm(other, capture, "Not mine."),
    ):
        with pytest.raises(NotFoundError):
            await refused
    await nobody.captures.withdraw(mine, capture)
    assert (await nobody.captures.state(mine, capture)).state == "withdrawn"


async def speak(crew: Crew, card: WallCard, secret: str, capture: UUID) -> None:
    """One turn at the crew's tablet: a seat of its own, a recording, and the machine's words."""
    nobody = await crew.works.nobody()
    await nobody.seats.take(card.secret, secret)
    sound = b"sound of " + capture.bytes
    whole = hashlib.sha256(sound).hexdigest()
    await nobody.captures.chunk(secret, capture, 0, sound)
    recording = Recording(
        phase="soak", language="en", chunks=1, sha256=whole, mime="audio/webm", seconds=2
    )
    await nobody.captures.finish(secret, capture, recording)
    await crew.tables.execute(
        "update leaven.observations o set state = 'to_check' from leaven.clips c"
        " where c.observation_id = o.id and c.sha256 = %s",
        (whole,),
    )


async def test_a_crew_of_sixty_finds_sixty_seats(crew: Crew) -> None:
    card = await wall_of(crew)
    for number in range(12):  # a team's table has eight
        await say(crew, card, f"Thing {number}.")


async def test_a_send_that_is_repeated_keeps_one_copy(crew: Crew) -> None:
    card = await wall_of(crew)
    nobody = await crew.works.nobody()
    key, answers = new_device_secret(), [(fresh_ids(1)[0], "The roll curls.")]
    for _ in range(2):
        await nobody.routines.say(card.secret, answers, "en", key)
    rows = await crew.tables.execute(
        "select count(*) from leaven.observations where session_id = %s", (card.session_id,)
    )
    assert await rows.fetchone() == (1,)


async def test_a_new_card_ends_the_old_one(crew: Crew) -> None:
    old, new = await wall_of(crew), await wall_of(crew)
    assert old.session_id == new.session_id
    nobody = await crew.works.nobody()
    with pytest.raises(NotFoundError, match="not valid any more"):
        await nobody.routines.page(old.secret)
    await nobody.routines.page(new.secret)


async def test_a_week_later_no_phone_can_be_tied_to_its_line(crew: Crew) -> None:
    card = await wall_of(crew)
    for words in ("One.", "Two.", "Three."):
        await say(crew, card, words)
    key = "select key from private.session_keys where session_id = %s"
    before = await (await crew.tables.execute(key, (card.session_id,))).fetchone()
    await weeks_pass(crew)
    await lines_of(crew, card)
    after = await (await crew.tables.execute(key, (card.session_id,))).fetchone()
    assert before != after
    left = await crew.tables.execute(
        "select count(*) from private.deliveries where session_id = %s", (card.session_id,)
    )
    assert await left.fetchone() == (0,)


async def test_the_crew_keeps_watching_a_line(crew: Crew) -> None:
    card = await wall_of(crew)
    for words in ("One.", "Two.", "Three."):
        await say(crew, card, words)
    await weeks_pass(crew)
    nobody = await crew.works.nobody()
    line = (await nobody.routines.page(card.secret)).lines[0]
    await nobody.routines.watch(card.secret, line.id, True)
    watched = {each.id: each.watched for each in (await nobody.routines.page(card.secret)).lines}
    assert watched[line.id]
    with pytest.raises(NotFoundError):
        await nobody.routines.watch(card.secret, UUID(int=1), True)


async def test_a_seat_of_the_wall_reads_nobody_elses_line_in_the_week(crew: Crew) -> None:
    card = await wall_of(crew)
    for words in ("One.", "Two.", "Three."):
        await say(crew, card, words)
    phone = await crew.works.seated(card.secret)
    told = await phone.soaking.of(phone.seat)
    assert (told.kind, told.open, told.story) == ("routine", False, ())
    assert (await phone.seats.page(phone.seat)).team == ()


async def test_a_member_makes_no_card(crew: Crew) -> None:
    member = await crew.works.person("member")
    organisation = await crew.works.organisation(member)
    places = await member.organisations.places(organisation.id)
    with pytest.raises(LeavenError):
        await member.routines.card(organisation.id, places.sites[0].areas[0].id)
