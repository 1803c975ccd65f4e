"""Receipts: four words lead their owner to what became of a line, and nobody else anywhere."""

import math
import secrets
from uuid import UUID, uuid4

import pytest
from rapidfuzz.distance import OSA

from app.errors import InvalidInputError, NotFoundError, TooManyTriesError
from services.backend.receipts import Receipts, new_words, read_words, receipt_words
from tests.support.crew import WORDS, Crew
from tests.support.direct import DirectConnection

ME = "an address"


@pytest.fixture
def receipts(crew: Crew) -> Receipts:
    return Receipts(DirectConnection(crew.owner, "service_role"), b"pepper of this test")


def night(crew: Crew) -> None:
    crew.do("select private.nightly()")


def test_a_receipt_carries_44_bits() -> None:
    words = receipt_words()
    assert len(set(words)) == 2048
    assert math.log2(len(words)) * len(new_words().split()) == 44
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 9 for word in words)


def test_no_two_words_are_one_slip_apart() -> None:
    words = receipt_words()
    close = [
        (one, other)
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if OSA.distance(one, other, score_cutoff=1) <= 1
    ]
    assert close == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Acorn  barrel-canoe, desert", "acorn barrel canoe desert"),
        ("acornn barrel canoee desert", "acorn barrel canoe desert"),
        ("ACORN/BARREL/CANOE/DESERT.", "acorn barrel canoe desert"),
    ],
)
def test_gloves_and_capitals_are_forgiven(typed: str, read: str) -> None:
    assert read_words(typed) == read


def test_a_slip_between_two_words_is_asked_about_and_not_guessed() -> None:
    assert OSA.distance("acron", "acorn") == OSA.distance("acron", "apron") == 1
    with pytest.raises(InvalidInputError, match="acron"):
        read_words("acron barrel canoe desert")


@pytest.mark.parametrize(
    "typed", ["", "acorn barrel canoe", "a b c d", "acorn barrel canoe xyzzyx", "%s " * 4, "\x00"]
)
def test_what_is_no_receipt_is_refused_before_it_costs_a_try(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_words(typed)


async def test_a_line_is_followed_from_heard_to_changed(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    line = crew.line(captures[0])
    crew.release()
    night(crew)
    assert (await receipts.open(words, ME)).state == "heard"
    theme = crew.one(
        "insert into leaven.themes (org_id, title) values (%s, 'Stiff guards') returning id",
        crew.org,
    )
    crew.do(
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " values (%s, %s, %s, 'linked', 'person')",
        *(crew.org, line, theme),
    )
    night(crew)
    followed = await receipts.open(words, ME)
    assert (followed.state, followed.themes) == ("linked", ("Stiff guards",))
    crew.move("improve")
    action = uuid4()
    crew.do(
        "insert into leaven.actions (id, org_id, session_id, change)"
        " values (%s, %s, %s, 'Put a new switch in')",
        *(action, crew.org, crew.session),
    )
    crew.do("insert into leaven.action_grounds values (%s, %s)", action, line)
    for state, fate in (("approved", "decided"), ("done", "changed")):
        crew.do("alter table leaven.actions disable trigger all")
        crew.do(
            "update leaven.actions set state = %s, so_that = 'x', owner_role = 'y',"
            " due = '2026-12-01' where id = %s",
            *(state, action),
        )
        night(crew)
        assert (await receipts.open(words, ME)).state == fate


async def test_what_became_of_a_line_shows_only_after_the_night(
    crew: Crew, receipts: Receipts
) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    crew.release()
    night(crew)
    theme = crew.one(
        "insert into leaven.themes (org_id, title) values (%s, 't') returning id", crew.org
    )
    crew.do(
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " select org_id, id, %s, 'linked', 'person' from leaven.observations",
        theme,
    )
    assert (await receipts.open(words, ME)).state == "heard"
    night(crew)
    assert (await receipts.open(words, ME)).state == "linked"


async def test_a_found_receipt_shows_no_words(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    crew.release()
    night(crew)
    assert WORDS[0] not in (await receipts.open(words, ME)).model_dump_json()


async def test_the_database_never_sees_the_four_words(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    row = crew.one("select r::text from leaven.receipts r")
    assert not any(word in row for word in words.split())
    other = Receipts(DirectConnection(crew.owner, "service_role"), b"another pepper")
    with pytest.raises(NotFoundError):
        await other.open(words, ME)


async def test_only_the_seat_that_said_a_line_gets_its_receipt(
    crew: Crew, receipts: Receipts
) -> None:
    captures = crew.soaked()
    with pytest.raises(NotFoundError):
        await receipts.make(crew.seats[1], capture=captures[0])
    with pytest.raises(NotFoundError):
        await receipts.make("x" * 32, capture=captures[0])
    crew.release()
    with pytest.raises(NotFoundError):
        await receipts.make(crew.seats[0], capture=captures[0])


async def test_a_second_receipt_replaces_the_first(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    first = await receipts.make(crew.seats[0], capture=captures[0])
    second = await receipts.make(crew.seats[0], capture=captures[0])
    with pytest.raises(NotFoundError):
        await receipts.open(first, ME)
    assert (await receipts.open(second, ME)).state == "heard"


async def test_words_made_without_signal_are_kept_later(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = new_words()
    await receipts.keep(crew.seats[0], words, captures[0])
    assert (await receipts.open(words, ME)).state == "heard"


async def test_before_release_a_receipt_withdraws_at_once(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    assert await receipts.withdraw(words, ME) is True
    assert crew.mine(crew.seats[0]) == []
    with pytest.raises(NotFoundError):
        await receipts.open(words, ME)


async def test_after_release_only_a_receipt_withdraws_and_the_line_goes_at_night(
    crew: Crew, receipts: Receipts
) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    crew.release()
    assert await receipts.withdraw(words, ME) is False
    assert crew.one("select count(*) from leaven.observations") == 3
    assert (await receipts.open(words, ME)).withdrawing is True
    night(crew)
    assert crew.one("select count(*) from leaven.observations") == 2
    assert crew.one("select count(*) from leaven.receipts") == 0


async def test_an_addition_before_release_is_a_line_of_the_same_voice(
    crew: Crew, receipts: Receipts
) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    addition = uuid4()
    await receipts.add(words, addition, "And at night it is worse.", ME)
    await receipts.add(words, addition, "And at night it is worse.", ME)
    assert len(crew.mine(crew.seats[0])) == 2
    assert crew.one("select private.voices(%s)", crew.session) == 3
    assert crew.one("select count(*) from leaven.observations where id = %s", addition) == 0


async def test_n12_an_addition_after_release_waits_for_the_night_and_the_team(
    crew: Crew, receipts: Receipts
) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    crew.release()
    await receipts.add(words, uuid4(), "Now two switches stick.", ME)
    assert crew.call("facilitator", "additions", session=crew.session)["additions"] == []
    night(crew)
    shown = crew.call("facilitator", "additions", session=crew.session)["additions"]
    assert [each["words"] for each in shown] == ["Now two switches stick."]
    assert crew.one("select count(*) from leaven.observations") == 3
    chosen = [UUID(shown[0]["id"])]
    crew.call("facilitator", "let_go_additions", session=crew.session, chosen=chosen)
    assert crew.one("select count(*) from leaven.observations where id = %s", chosen[0]) == 0
    assert crew.one("select count(*) from leaven.observations") == 4


async def test_an_address_that_guesses_is_stopped(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    words = await receipts.make(crew.seats[0], capture=captures[0])
    for _ in range(10):
        with pytest.raises(NotFoundError):
            await receipts.open(new_words(), "a guesser")
    with pytest.raises(TooManyTriesError):
        await receipts.open(words, "a guesser")
    assert (await receipts.open(words, ME)).state == "heard"


def test_a_thousand_addresses_that_guess_are_stopped_together(crew: Crew) -> None:
    for guess in range(300):
        crew.call(
            "server",
            "server_receipt_open",
            receipt=secrets.token_hex(32),
            caller=f"address {guess}",
        )
    assert crew.refused("server", "server_receipt_try", caller="a new one") == "too_many_tries"


async def test_a_receipt_ends_after_eighteen_months(crew: Crew, receipts: Receipts) -> None:
    captures = crew.soaked()
    await receipts.make(crew.seats[0], capture=captures[0])
    crew.release()
    crew.do("alter table leaven.observations disable trigger all")
    crew.do("update leaven.observations set released_week = '2024-W10'")
    night(crew)
    assert crew.one("select count(*) from leaven.receipts") == 0
