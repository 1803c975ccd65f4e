"""A leader says why it is so, of a theme or of a step as written; crews answer unseen."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from app.domain.crew import WhyNote
from app.domain.story import Step
from app.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from services.backend.visitor import Visitor
from tests.support.actions import Proposed, propose, run, seat_at
from tests.support.steps import AS_WRITTEN, step_of
from tests.support.works import Works

MANAGER = "operations manager"
REASON = "The sun was not tested."


def linked(works: Works, action: Proposed) -> tuple[UUID, UUID]:
    """A line of the action's session that is in a theme, and the theme."""
    asked = (
        "select l.observation_id, l.theme_id from leaven.links l join leaven.observations o"
        " on o.id = l.observation_id where o.session_id = %s order by 1 limit 1"
    )
    [(line, theme)] = run(works, asked, action.session_id)
    assert isinstance(line, UUID)
    assert isinstance(theme, UUID)
    return line, theme


@dataclass(frozen=True)
class Explained:
    """A step with a note on it, and who stands around it."""

    note: WhyNote
    step: UUID
    line: UUID
    theme: UUID
    session_id: UUID
    sponsor: Visitor


@pytest.fixture
async def explained(works: Works) -> Explained:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    line, theme = linked(works, action)
    step = step_of(works, action.session_id, [line])
    note = await sponsor.loop.why_notes.leave(step, MANAGER, REASON)
    return Explained(note, step, line, theme, action.session_id, sponsor)


async def test_a_leader_signs_a_why_note_with_a_role(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    for about in (linked(works, action)[1], step_of(works, action.session_id, action.lines)):
        with pytest.raises(InvalidInputError) as refused:
            await sponsor.loop.why_notes.leave(about, " ", "It was cheaper.")
        assert refused.value.code == "role_needed"


async def test_crews_answer_a_why_note_and_it_shows_from_five_answers_on(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    seats = seat_at(works, action.session_id)
    note = await sponsor.loop.why_notes.leave(linked(works, action)[1], MANAGER, REASON)
    await check_threshold(works, note, seats)


async def test_a_note_on_a_step_shows_what_crews_say_from_five_answers_on(
    works: Works, explained: Explained
) -> None:
    await check_threshold(works, explained.note, seat_at(works, explained.session_id))


async def check_threshold(works: Works, note: WhyNote, seats: list[str]) -> None:
    crew = (await works.nobody()).loop.crew
    for seat in seats[:4]:
        assert await crew.answer_why(seat, note.id, "not_in_our_reality", "We have no shade.")
    assert not await crew.answer_why(seats[0], note.id, "makes_sense")
    [shown] = [each for each in (await crew.page(seats[0])).why_notes if each.id == note.id]
    assert shown.answers is None
    assert shown.answered
    await crew.answer_why(seats[4], note.id, "makes_sense")
    [shown] = [each for each in (await crew.page(seats[5])).why_notes if each.id == note.id]
    assert shown.answers is not None
    assert shown.answers.verdict == "not_in_our_reality"
    assert len(shown.answers.lines) == 4
    assert not shown.answered


async def test_before_saying_why_a_leader_reads_the_step_and_its_released_lines(
    works: Works, explained: Explained
) -> None:
    held = uuid4()
    run(
        works,
        "insert into leaven.observations (id, org_id, session_id, phase, words, state)"
        " select %s, org_id, id, 'learn', 'Not for outside.', 'confirmed'"
        " from leaven.sessions where id = %s",
        *(held, explained.session_id),
    )
    run(works, "insert into leaven.step_lines values (%s, %s)", explained.step, held)
    subject = await explained.sponsor.loop.why_notes.subject(explained.step)
    [(words,)] = run(works, "select words from leaven.observations where id = %s", explained.line)
    assert (subject.kind, subject.title, subject.lines) == ("step", AS_WRITTEN, (words,))
    assert subject.theme == explained.theme


async def test_the_step_and_its_note_stand_beside_the_line_in_the_shared_memory(
    works: Works, explained: Explained
) -> None:
    theme = await explained.sponsor.loop.memory.theme(explained.theme)
    [line] = [each for each in theme.lines if each.id == explained.line]
    [step] = line.steps
    assert step.words == AS_WRITTEN
    assert [each.words for each in step.why_notes] == [REASON]


async def test_the_guide_sees_the_note_at_its_step(works: Works, explained: Explained) -> None:
    facilitator = await works.person("facilitator")
    [note] = (await facilitator.flows.of(explained.session_id)).why_notes
    assert (note.step.id if note.step else None, note.role) == (explained.step, MANAGER)


async def test_a_note_on_the_step_ends_the_silence_of_the_lines_at_it(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    [seat] = seat_at(works, action.session_id, 1)
    step = step_of(works, action.session_id, action.lines)
    crew = (await works.nobody()).loop.crew
    assert action.lines[0] in {each.id for each in (await crew.page(seat)).unanswered}
    await sponsor.loop.why_notes.leave(step, MANAGER, REASON)
    page = await crew.page(seat)
    assert action.lines[0] not in {each.id for each in page.unanswered}
    [note] = page.why_notes
    assert note.step is not None
    assert note.step.words == AS_WRITTEN


async def test_only_the_team_of_the_step_answers_it(works: Works, explained: Explained) -> None:
    other = propose(works, topic="Loading the late trailer")
    [seat] = seat_at(works, other.session_id, 1)
    crew = (await works.nobody()).loop.crew
    assert explained.note.id not in {each.id for each in (await crew.page(seat)).why_notes}
    with pytest.raises(NotFoundError):
        await crew.answer_why(seat, explained.note.id, "makes_sense")


@pytest.mark.parametrize("role", ["facilitator", "representative"])
async def test_who_does_not_lead_says_no_why(works: Works, role: str) -> None:
    action, person = propose(works, lines=1), await works.person(role)
    step = step_of(works, action.session_id, action.lines)
    with pytest.raises(NotAllowedError):
        await person.loop.why_notes.leave(step, MANAGER, REASON)


async def test_a_step_as_done_or_of_a_held_session_is_not_shown_to_a_leader(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    done = step_of(works, action.session_id, action.lines, side="done")
    for step in (done, uuid4()):
        with pytest.raises(NotFoundError):
            await sponsor.loop.why_notes.subject(step)
    held = step_of(works, action.session_id, action.lines)
    await sponsor.loop.why_notes.subject(held)
    run(
        works,
        "update leaven.sessions set released_week = null where id = %s",
        action.session_id,
    )
    with pytest.raises(NotFoundError):
        await sponsor.loop.why_notes.subject(held)
    with pytest.raises(NotFoundError):
        await sponsor.loop.why_notes.leave(held, MANAGER, REASON)


async def test_a_step_that_a_leader_explained_keeps_its_words(
    works: Works, explained: Explained
) -> None:
    facilitator = await works.person("facilitator")
    session = explained.session_id
    other = Step(id=uuid4(), side="imagined", words="Wait for the lamp.")
    kept = Step(id=explained.step, side="imagined", words=AS_WRITTEN)
    seen = [explained.step, other.id]
    await facilitator.stories.set_steps(session, "imagined", [other, kept], seen)
    for changed in (
        [other],
        [other, kept.model_copy(update={"words": "Start it from anywhere."})],
    ):
        with pytest.raises(ConflictError) as refused:
            await facilitator.stories.set_steps(session, "imagined", changed, seen)
        assert refused.value.code == "explained"
    steps = (await facilitator.flows.of(session)).steps
    assert [each.words for each in steps if each.side == "imagined"] == [other.words, AS_WRITTEN]


async def test_a_session_that_is_deleted_takes_its_explained_steps_along(
    works: Works, explained: Explained
) -> None:
    run(works, "delete from leaven.sessions where id = %s", explained.session_id)
    assert run(works, "select * from leaven.why_notes") == []
