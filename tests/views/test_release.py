"""The team lets its story go: on three phones first, then on the tablet, once."""

from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works


async def test_a_story_leaves_only_when_three_phones_have_read_it_back(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    for number, seat in enumerate(seats):
        await works.say(seat, f"One person does the lift that needs two, say {number}.")
    await facilitator.sessions.move(session_id, "soak")
    async with shown_to(facilitator, f"/sessions/{session_id}/release") as tablet:
        await tablet.until(lambda: "Let it go together" in tablet.texts)
        assert "Release the story" not in tablet.labels
        for seat in seats:
            async with shown_to(seat, "/team", PHONE) as phone:
                await phone.until(lambda p=phone: "I have read it back: let it go" in p.labels)
                await phone.tap("I have read it back: let it go")
                await phone.until(lambda p=phone: "Take that back" in p.labels)
    async with shown_to(facilitator, f"/sessions/{session_id}/release") as tablet:
        await tablet.until(lambda: "Release the story" in tablet.labels)
        await tablet.tap("Release the story")
        yes = tablet.dialog.actions[-1]
        await tablet.fire(yes, "click")
        await tablet.until(lambda: "Released" in tablet.texts)
    member = await works.person("member")
    page = await member.sessions.mine((await works.organisation(member)).id)
    assert page == []


async def test_a_phone_gets_four_words_for_its_own_line(works: Works) -> None:
    _, seats = await works.open_session(await works.person("facilitator"))
    await works.say(seats[0], "The label curls in the cold.")
    async with shown_to(seats[0], "/team", PHONE) as phone:
        await phone.until(lambda: "Get a receipt" in phone.labels)
        await phone.tap("Get a receipt")
        await phone.until(lambda: "Get a receipt" not in phone.labels)
        receipt = next(each for each in phone.texts if len(each.split()) == 4 and each.islower())
    followed = await seats[0].receipts.open(receipt, "a test")
    assert followed is not None


async def test_one_no_to_recording_is_seen_by_nobody(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    await facilitator.consents.ask(session_id)
    async with shown_to(seats[0], "/team", PHONE) as phone:
        await phone.until(lambda: "Record the room?" in phone.texts)
        await phone.tap("No")
    for seat in seats[1:]:
        await seat.consents.answer(seat.seat, yes=True)
    state = await facilitator.consents.state(session_id)
    assert state.model_dump() == {"asked": True, "may_record": False}


async def test_the_recorder_opens_only_when_every_phone_has_said_yes(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    async with shown_to(facilitator, f"/sessions/{session_id}") as tablet:
        await tablet.until(lambda: "Ask on every phone" in tablet.labels)
        await tablet.tap("Ask on every phone")
        await tablet.until(lambda: "Stop asking" in tablet.labels)
        assert "Open the recorder" not in tablet.labels
    for seat in seats:
        await seat.consents.answer(seat.seat, yes=True)
    async with shown_to(facilitator, f"/sessions/{session_id}") as tablet:
        await tablet.until(lambda: "Open the recorder" in tablet.labels)
