"""A look-for card: a minute, verbatim, and gone from every page when its line is."""

from uuid import UUID, uuid4

import pytest

from app.domain.look_for import LookForCard, Quote
from app.errors import ConflictError, InvalidInputError, NotFoundError
from services.backend.visitor import Visitor
from tests.support.actions import run, seat_at
from tests.support.works import Works

TOPIC = "Starting the palletiser on Monday"


def session_of(works: Works, topic: str = TOPIC) -> UUID:
    [(session,)] = run(works, "select id from leaven.sessions where topic = %s", topic)
    assert isinstance(session, UUID)
    return session


async def shared_card(works: Works, facilitator: Visitor, **more: object) -> LookForCard:
    session = session_of(works)
    lines = (await facilitator.loop.cards.of_session(session)).lines
    card = LookForCard(
        id=uuid4(),
        session_id=session,
        saw="The machine wants to be run empty before it works.",
        look_for="Ask who warms it up, and how long.",
        changed="Ten minutes stand on the sheet now.",
        quotes=(Quote(line_id=lines[0].id, words=lines[0].words),),
        **more,  # type: ignore[arg-type]
    )
    await facilitator.loop.cards.write(card)
    return await facilitator.loop.cards.share(card.id)


async def test_a_shared_card_reaches_everybody_in_the_organisation(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    member = await works.person("member")
    org = await works.organisation(member)
    [shown] = await member.loop.cards.shared(org.id)
    assert shown.id == card.id
    assert shown.quotes == card.quotes
    assert shown.seconds <= 60


async def test_a_card_that_is_not_shared_is_its_facilitators_alone(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = LookForCard(id=uuid4(), session_id=session_of(works), saw="Something")
    await facilitator.loop.cards.write(card)
    with pytest.raises(NotFoundError):
        await (await works.person("member")).loop.cards.page(card.id)


@pytest.mark.parametrize("words", ["I run it empty for five minutes", "Nobody ever said this."])
async def test_a_quote_that_is_not_word_for_word_is_refused(works: Works, words: str) -> None:
    facilitator = await works.person("facilitator")
    session = session_of(works)
    line = (await facilitator.loop.cards.of_session(session)).lines[0]
    card = LookForCard(
        id=uuid4(), session_id=session, saw="x", quotes=(Quote(line_id=line.id, words=words),)
    )
    with pytest.raises(InvalidInputError) as refused:
        await facilitator.loop.cards.write(card)
    assert refused.value.code == "not_verbatim"


async def test_a_line_that_the_team_holds_is_never_on_a_card(works: Works) -> None:
    facilitator = await works.person("facilitator")
    held = await works.session_in(facilitator, "soak")
    with pytest.raises(ConflictError) as refused:
        await facilitator.loop.cards.write(
            LookForCard(id=uuid4(), session_id=held.id, saw="What we hold")
        )
    assert refused.value.code == "not_released"


async def test_a_withdrawn_line_leaves_every_card_at_once(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    run(works, "delete from leaven.observations where id = %s", card.quotes[0].line_id)
    member = await works.person("member")
    org = await works.organisation(member)
    assert (await member.loop.cards.page(card.id)).quotes == ()
    [shown] = await member.loop.cards.shared(org.id)
    assert shown.quotes == ()


async def test_a_quote_that_was_withdrawn_yesterday_is_on_no_page_after_the_night(
    works: Works,
) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    [quote] = card.quotes
    run(
        works,
        "insert into leaven.receipts (receipt_hash, observation_id, withdrawing)"
        " values (decode(%s, 'hex'), %s, true)",
        *("ab" * 32, quote.line_id),
    )
    assert (await facilitator.loop.cards.page(card.id)).quotes  # its speaker took it back today
    run(works, "select private.nightly()")
    said = await everything_that_shows(works, facilitator, card.id, quote.words)
    assert said
    for page in said:
        assert quote.words not in page


async def everything_that_shows(
    works: Works, facilitator: Visitor, card: UUID, words: str
) -> list[str]:
    """Cards, memory, search and the export, as those read them who may."""
    leader = await works.person("member")
    org, loop = await works.organisation(leader), leader.loop
    held = await works.session_in(facilitator, "soak")
    [seat] = seat_at(works, held.id, 1)
    themes = await loop.memory.themes(org.id)
    pages = [
        await loop.cards.page(card),
        *(await loop.cards.shared(org.id)),
        *(await (await works.nobody()).loop.seat_cards.shared(seat)),
        *themes,
        *[await loop.memory.theme(theme.id) for theme in themes],
        *(await loop.memory.search(org.id, words)),
    ]
    administrator = await works.person("administrator")
    rows = [str(row) async for row in administrator.loop.exports.rows(org.id)]
    return [*[page.model_dump_json() for page in pages], *rows]


async def test_a_card_longer_than_a_minute_is_refused(works: Works) -> None:
    facilitator = await works.person("facilitator")
    long = ("so " * 99).strip()
    card = LookForCard(id=uuid4(), session_id=session_of(works), saw=long, look_for=long)
    with pytest.raises(InvalidInputError) as refused:
        await facilitator.loop.cards.write(card)
    assert refused.value.code == "too_long"


async def test_a_shared_card_stands_as_it_is(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    with pytest.raises(ConflictError):
        await facilitator.loop.cards.write(card.model_copy(update={"saw": "Something else"}))


async def test_other_teams_take_a_card_up_once_each_and_the_family_shows(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    other = session_of(works, "Moving patients after theatre")
    cards = facilitator.loop.cards
    await cards.adopt(card.id, "too", session_id=other)
    await cards.adopt(card.id, "too", session_id=other)
    await cards.adopt(card.id, "built_on", "We wait for the second beep.", session_id=other)
    with pytest.raises(ConflictError):
        await cards.adopt(card.id, "too", session_id=session_of(works))
    child = await shared_card(works, facilitator, built_on=card.id)
    page = await cards.page(card.id)
    assert sorted(each.kind for each in page.adoptions) == ["built_on", "too"]
    assert [each.id for each in page.children] == [child.id]
    assert [each.id for each in (await cards.page(child.id)).parents] == [card.id]


async def test_a_crews_line_on_a_card_waits_for_its_own_release(works: Works) -> None:
    facilitator = await works.person("facilitator")
    card = await shared_card(works, facilitator)
    held = await works.session_in(facilitator, "soak")
    [seat] = seat_at(works, held.id, 1)
    crew = (await works.nobody()).loop.seat_cards
    [shown] = await crew.shared(seat)
    await crew.adopt(seat, shown.id, "tried", "It took us twenty minutes.")
    [adoption] = (await facilitator.loop.cards.page(card.id)).adoptions
    assert (adoption.kind, adoption.words) == ("tried", "")
