"""What the guide's tablet keeps while the team learns."""

from uuid import UUID, uuid4

import pytest

from app.domain.grouping import near
from app.domain.practice import Practice
from app.domain.story import Step, steps_from
from app.errors import ConflictError, InvalidInputError, LeavenError, NotFoundError
from tests.flow.conftest import WORDS, Crew


async def test_a_pin_takes_one_tap_and_becomes_a_line_later(spoken: Crew) -> None:
    guide, session = spoken.guide, spoken.session_id
    pin = uuid4()
    await guide.flows.pin(session, pin, "moment")
    await guide.flows.pin(session, pin, "moment")  # a tablet that sent it twice
    assert [each.number for each in (await guide.flows.of(session)).pins] == [1]
    line = uuid4()
    await guide.flows.note(session, line, "Everyone laughed at the sheet.", pin_id=pin)
    flow = await guide.flows.of(session)
    assert (flow.pins, flow.noted) == ((), {line})
    story = (await spoken.seats[0].soaking.of(spoken.seats[0].seat)).story
    assert next(each for each in story if each.id == line).noted


async def test_what_the_guide_notes_is_no_voice(crew: Crew) -> None:
    for seat, words in zip(crew.seats[:2], WORDS, strict=False):
        await crew.works.say(seat, words)
    await crew.guide.flows.note(crew.session_id, uuid4(), "Said by many in the room.")
    assert not (await crew.guide.sessions.board(crew.session_id)).enough_voices
    assert (await crew.guide.flows.of(crew.session_id)).marks == {}


async def test_the_guide_takes_back_own_notes_and_nobody_elses_words(spoken: Crew) -> None:
    line = uuid4()
    await spoken.guide.flows.note(spoken.session_id, line, "Wrong room.")
    await spoken.guide.flows.unnote(line)
    with pytest.raises(NotFoundError, match="noted yourself"):
        await spoken.guide.flows.unnote(await spoken.line(WORDS[0]))


async def test_an_idea_is_parked_with_one_tap_and_comes_back_shuffled(spoken: Crew) -> None:
    guide, session = spoken.guide, spoken.session_id
    for number in range(6):
        await guide.flows.note(session, uuid4(), f"We should buy lifter {number}.", parked=True)
    await spoken.seats[0].soaking.park(spoken.seats[0].seat, await spoken.line(WORDS[0]), True)
    orders = {(await guide.flows.of(session)).parked for _ in range(8)}
    assert {len(order) for order in orders} == {7}
    assert len(orders) > 1
    story = (await spoken.seats[1].soaking.of(spoken.seats[1].seat)).story
    assert not {each.words for each in story} & {WORDS[0], "We should buy lifter 0."}


async def test_a_seat_parks_only_its_own_line(spoken: Crew) -> None:
    other = await spoken.line(WORDS[1])
    with pytest.raises(NotFoundError):
        await spoken.seats[0].soaking.park(spoken.seats[0].seat, other, True)


async def test_marks_are_on_lines_and_one_effect_excludes_the_other(spoken: Crew) -> None:
    line = await spoken.line(WORDS[0])
    for mark in ("adaptation", "hinders", "staffing", "helps"):
        await spoken.guide.flows.mark(line, mark, True)
    marks = (await spoken.guide.flows.of(spoken.session_id)).marks
    assert marks == {line: ("adaptation", "helps", "staffing")}
    with pytest.raises(InvalidInputError):
        await spoken.guide.flows.mark(line, "careless", True)


async def test_where_a_person_placed_a_line_it_stays(spoken: Crew) -> None:
    guide, session = spoken.guide, spoken.session_id
    cold, lifting = uuid4(), uuid4()
    await guide.flows.name_group(session, cold, "When it is cold")
    await guide.flows.name_group(session, lifting, "Lifting alone")
    line = await spoken.line(WORDS[0])
    await guide.flows.place(line, cold)  # against what the words say
    await spoken.works.say(spoken.seats[2], "I lift alone when the drum comes at night.")
    flow, board = await guide.flows.of(session), await guide.sessions.board(session)
    offered = near(board.lines, flow.groups)
    assert line not in offered
    assert {each.name: each.lines for each in flow.groups} == {
        "When it is cold": (line,),
        "Lifting alone": (),
    }


async def test_two_taps_show_as_a_spread_of_three_or_not_at_all(spoken: Crew) -> None:
    async def spread() -> object:
        return (await spoken.guide.flows.of(spoken.session_id)).safety

    for seat, fair in zip(spoken.seats[:2], (True, False), strict=True):
        await seat.soaking.safety(seat.seat, could_say=True, fair=fair)
        await seat.soaking.safety(seat.seat, could_say=False, fair=False)  # a second try
        assert await spread() is None
    await spoken.seats[2].soaking.safety(spoken.seats[2].seat, could_say=True, fair=True)
    seen = (await spoken.guide.flows.of(spoken.session_id)).safety
    assert seen is not None
    assert (seen.answers, seen.could_say, seen.fair) == (3, 3, 2)
    assert await spoken.count("private.safety_taps") == 0


async def test_one_more_answer_never_moves_the_spread(spoken: Crew) -> None:
    for seat in spoken.seats:
        await seat.soaking.safety(seat.seat, could_say=True, fair=True)
    before = (await spoken.guide.flows.of(spoken.session_id)).safety
    [card] = await spoken.guide.sessions.add_cards(spoken.session_id)
    fourth = await spoken.works.seated(card.secret)
    await fourth.soaking.safety(fourth.seat, could_say=False, fair=False)
    assert (await spoken.guide.flows.of(spoken.session_id)).safety == before
    await spoken.to("improve")
    assert await spoken.count("private.safety_taps") == 0


async def test_a_procedure_of_two_hundred_pages_gives_sixty_steps(spoken: Crew) -> None:
    pages = "\n".join(
        f"{n}. Turn valve {n} a quarter turn and read the gauge." for n in range(9000)
    )
    read = steps_from(pages)
    assert (len(read.steps), read.left_out) == (60, 8940)
    steps = [Step(id=uuid4(), side="imagined", words=words) for words in read.steps]
    await spoken.guide.stories.set_steps(spoken.session_id, "imagined", steps, [])
    assert len((await spoken.guide.flows.of(spoken.session_id)).steps) == 60
    more = [*steps, Step(id=uuid4(), side="imagined", words="One more.")]
    with pytest.raises(InvalidInputError, match="Sixty steps"):
        await spoken.guide.stories.set_steps(
            spoken.session_id, "imagined", more, [step.id for step in steps]
        )


async def test_two_tablets_do_not_wipe_out_each_others_steps(spoken: Crew) -> None:
    stories, session = spoken.guide.stories, spoken.session_id
    first = Step(id=uuid4(), side="done", words="Wait for the second beep.")
    await stories.set_steps(session, "done", [first], [])
    late = Step(id=uuid4(), side="done", words="Ask the driver to hold it.")
    with pytest.raises(ConflictError) as refused:
        await stories.set_steps(session, "done", [late], [])
    assert refused.value.code == "moved_on"
    await stories.set_steps(session, "done", [late, first], [first.id])
    steps = (await spoken.guide.flows.of(session)).steps
    assert [step.words for step in steps] == [late.words, first.words]


async def test_lines_stay_pinned_when_steps_change_places(spoken: Crew) -> None:
    stories, session = spoken.guide.stories, spoken.session_id
    steps = [Step(id=uuid4(), side="imagined", words=words) for words in ("Stop it.", "Lift it.")]
    await stories.set_steps(session, "imagined", steps, [])
    line = await spoken.line(WORDS[0])
    await stories.pin_line(steps[1].id, line, True)
    await stories.set_steps(session, "imagined", steps[::-1], [step.id for step in steps])
    assert (await spoken.guide.flows.of(session)).steps[0].lines == (line,)


async def test_an_assumption_and_a_practice_stand_beside_the_lines(spoken: Crew) -> None:
    stories, session = spoken.guide.stories, spoken.session_id
    assumption = await stories.assume(session, "staffing")
    own = await stories.assume(session, "own", "The forklift is always near")
    await stories.tie(assumption, await spoken.line(WORDS[0]), True)
    practice = Practice(id=uuid4(), name="We wait for the driver", protects="backs")
    await stories.name_practice(session, practice)
    flow = await spoken.guide.flows.of(session)
    assert {each.title for each in flow.assumptions} == {
        "Staffing is stable",
        "The forklift is always near",
    }
    assert flow.practices == (practice,)
    await stories.drop_assumption(session, own)
    await stories.drop_practice(session, practice.id)
    flow = await spoken.guide.flows.of(session)
    assert (len(flow.assumptions), flow.practices) == (1, ())


async def test_a_stranger_reaches_nothing_of_it(spoken: Crew) -> None:
    line = await spoken.line(WORDS[0])
    member = await spoken.works.person("member")
    nobody = await spoken.works.nobody()
    for visitor in (member, nobody, spoken.seats[0]):
        for act in (
            visitor.flows.of(spoken.session_id),
            visitor.flows.pin(spoken.session_id, uuid4(), "moment"),
            visitor.flows.note(spoken.session_id, uuid4(), "No."),
            visitor.flows.park(line, True),
            visitor.flows.mark(line, "helps", True),
            visitor.flows.place(line, None),
            visitor.stories.set_steps(spoken.session_id, "done", [], []),
            visitor.stories.pin_line(UUID(int=0), line, True),
        ):
            with pytest.raises(LeavenError):
                await act
