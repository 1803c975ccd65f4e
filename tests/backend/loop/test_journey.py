"""From a worker's sentence to "did it help", over four roles, with the days moved."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from app.domain.decision import NewDecision
from app.domain.look_for import LookForCard, Quote
from services.backend.receipts import Receipts
from services.backend.seats import new_device_secret
from services.backend.visitor import Visitor
from tests.support.actions import move_clock, run
from tests.support.works import Works

SAID = "I lift the pump alone at night, the second one is on line 5."
TODAY = date(2026, 11, 23)


async def test_a_sentence_becomes_a_change_and_its_speaker_can_see_it(works: Works) -> None:
    facilitator, sponsor = await works.person("facilitator"), await works.person("sponsor")
    move_clock(works, TODAY)
    session, seats, receipts, words = await learn_and_release(works, facilitator)
    action = written(works, session)
    for seat in seats[:5]:
        await seat.loop.crew.answer(seat.seat, action, "yes")

    card = await sponsor.loop.decisions.card(action)
    assert (card.would_help, [each.words for each in card.lines]) == ("yes", [SAID])
    await sponsor.loop.decisions.decide(
        NewDecision(
            id=uuid4(), action_id=action, verdict="approved_with_change", reason="From December."
        )
    )
    await carried_out(works, facilitator, action)
    await shared(works, facilitator, session)

    move_clock(works, TODAY + timedelta(days=30))
    for seat in seats[:5]:
        await seat.loop.crew.answer(seat.seat, action, "better", "Somebody holds the other end.")
    move_clock(works, TODAY + timedelta(days=46))
    run(works, "select private.nightly()")  # the question closes
    run(works, "select private.nightly()")  # and receipts learn of it
    followed = await receipts.open(words, "here")
    assert followed.state == "changed"
    [led_to] = followed.actions
    assert led_to.last is not None
    assert led_to.last.reason == "From December."
    assert (led_to.owner_note, led_to.did_it_help) == ("On the wall since today.", "better")


async def learn_and_release(
    works: Works, facilitator: Visitor
) -> tuple[UUID, list[Visitor], Receipts, str]:
    """Six speak, one keeps a receipt, three read back, the story is released."""
    session, seats = await works.open_session(facilitator, seats=6)
    run(works, "update leaven.sessions set sponsor_role = 'planner' where id = %s", session)
    for number, seat in enumerate(seats):
        await works.say(seat, SAID if number == 0 else f"We borrow somebody, way {number}.")
    line = (await seats[0].seats.page(seats[0].seat)).mine[0]
    receipts = Receipts(seats[0].captures._server, b"pepper")
    words = await receipts.make(seats[0].seat, line=line.id)
    await facilitator.sessions.move(session, "soak")
    for seat in seats[:3]:
        await seat.releases.read_back(seat.seat)
    await facilitator.releases.release(session)
    await facilitator.sessions.move(session, "improve", reason="The team has met again.")
    return session, seats, receipts, words


def written(works: Works, session: UUID) -> UUID:
    """The team's action on its released line, put before the sponsor."""
    action = uuid4()
    run(
        works,
        "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due,"
        " strength, state) select %s, org_id, id, 'Change the roster rule: two at night',"
        " 'the pump is lifted by two', 'planner', '2026-12-01', 'stronger', 'draft'"
        " from leaven.sessions where id = %s",
        *(action, session),
    )
    run(
        works,
        "insert into leaven.action_grounds select %s, id from leaven.observations where words = %s",
        *(action, SAID),
    )
    run(works, "update leaven.actions set state = 'proposed' where id = %s", action)
    return action


async def carried_out(works: Works, facilitator: Visitor, action: UUID) -> None:
    link = await facilitator.loop.decisions.owner_link(action)
    owner, device = (await works.nobody()).loop.owned, new_device_secret()
    await owner.take(link, device)
    await owner.mark(device, "done", "On the wall since today.")


async def shared(works: Works, facilitator: Visitor, session: UUID) -> None:
    [(line,)] = run(works, "select id from leaven.observations where words = %s", SAID)
    assert isinstance(line, UUID)
    card = LookForCard(
        id=uuid4(),
        session_id=session,
        saw="The pump takes two.",
        look_for="Who lifts alone?",
        changed="Two at night.",
        quotes=(Quote(line_id=line, words=SAID),),
    )
    await facilitator.loop.cards.write(card)
    await facilitator.loop.cards.share(card.id)
