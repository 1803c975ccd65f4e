"""Seats: eight at most, taken by whoever holds the card, and nobody can say by whom."""

import secrets
import threading
from uuid import uuid4

import psycopg
import pytest

from tests.support.crew import Crew


def device() -> str:
    return secrets.token_urlsafe(24)


def new_cards(crew: Crew, seats: int) -> list[dict[str, str]]:
    crew.open(0 + seats)
    return list(crew.call("facilitator", "fresh_seat_cards", session=crew.session)["cards"])


def untaken(crew: Crew, seats: int = 1) -> list[dict[str, str]]:
    """Cards of seats that nobody took, in a session of their own."""
    crew.open(3)
    answer = crew.call("facilitator", "add_seat_cards", session=crew.session, wanted=seats)
    return list(answer["cards"])


def test_the_ninth_seat_is_refused(crew: Crew) -> None:
    crew.open(8)
    given = {"session": crew.session, "wanted": 1}
    assert crew.refused("facilitator", "add_seat_cards", **given) == "seats_full"


def test_the_ninth_seat_is_refused_by_the_table_itself(crew: Crew) -> None:
    crew.open(8)
    with pytest.raises(psycopg.Error, match="at most eight"):
        crew.do("insert into leaven.seats (session_id) values (%s)", crew.session)


def test_eight_hands_at_once_get_no_ninth_seat(crew: Crew) -> None:
    crew.open(4)
    got: list[bool] = []

    def one_more() -> None:
        with psycopg.connect(crew.dsn, autocommit=True) as connection:
            try:
                crew.call(
                    "facilitator",
                    "add_seat_cards",
                    on=connection,
                    session=crew.session,
                    wanted=1,
                )
                got.append(True)
            except psycopg.Error:
                got.append(False)

    at_once([one_more] * 8)
    assert sorted(got) == [False] * 4 + [True] * 4
    assert crew.one("select count(*) from leaven.seats where session_id = %s", crew.session) == 8


def test_one_card_seats_one_of_eight_phones_that_scan_it_at_once(crew: Crew) -> None:
    card = untaken(crew)[0]["secret"]
    codes: list[str] = []

    def scan() -> None:
        with psycopg.connect(crew.dsn, autocommit=True) as connection:
            answer = crew.call(
                "anon",
                "take_seat",
                on=connection,
                card=card,
                device_secret=device(),
                caller=device(),
            )
            codes.append(answer.get("code", "ok"))

    at_once([scan] * 8)
    assert sorted(codes) == ["ok"] + ["used_card"] * 7


def test_a_code_seats_one_phone_and_is_gone(crew: Crew) -> None:
    code = untaken(crew)[0]["code"]
    assert crew.call("anon", "take_seat", card=code.lower(), device_secret=device())["ok"]
    given = {"card": code, "device_secret": device()}
    assert crew.refused("anon", "take_seat", **given) == "unknown_seat"


def test_a_code_ends_after_ten_minutes(crew: Crew) -> None:
    code = untaken(crew)[0]["code"]
    crew.do("update private.seat_codes set expires_at = now() - interval '1 second'")
    given = {"card": code, "device_secret": device()}
    assert crew.refused("anon", "take_seat", **given) == "unknown_seat"


def test_a_thousand_guesses_at_a_code_from_a_thousand_addresses_are_stopped(crew: Crew) -> None:
    code = untaken(crew)[0]["code"]
    refusals = [
        crew.refused("anon", "take_seat", card="ABC234", device_secret=device(), caller=f"{guess}")
        for guess in range(1000)
    ]
    assert refusals.count("unknown_seat") == 600
    given = {"card": code, "device_secret": device(), "caller": "another"}
    assert crew.refused("anon", "take_seat", **given) == "too_many_tries"


def test_guessing_keeps_nobody_from_a_seat_that_is_taken(crew: Crew) -> None:
    crew.open(3)
    crew.do(
        "insert into private.tries (scope, subject, tries) values ('seat-address', %s, 999)",
        crew.one("select private.hash('seat-address:')"),
    )
    answer = crew.call("anon", "take_seat", card="x", device_secret=crew.seats[0])
    assert answer["ok"]


def test_a_swapped_or_made_up_secret_opens_no_seat(crew: Crew) -> None:
    crew.open(3)
    card = untaken(crew)[0]["secret"]
    for wrong in (card, device(), "", "x" * 4000, "' or true --", "%s%n", "\U0001f600"):
        assert crew.refused("anon", "seat_page", secret=wrong) == "unknown_seat"


def test_the_card_is_worth_nothing_once_a_phone_has_taken_it(crew: Crew) -> None:
    card = untaken(crew)[0]["secret"]
    crew.take(card)
    assert crew.refused("anon", "seat_page", secret=card) == "unknown_seat"


def test_fresh_cards_void_the_old_ones(crew: Crew) -> None:
    old = untaken(crew)[0]
    crew.call("facilitator", "fresh_seat_cards", session=crew.session)
    for key in ("secret", "code"):
        given = {"card": old[key], "device_secret": device()}
        assert crew.refused("anon", "take_seat", **given) == "unknown_seat"


def test_secrets_and_codes_stand_nowhere_in_the_database(crew: Crew) -> None:
    card = untaken(crew)[0]
    crew.take(card["secret"])
    for table in ("seat_secrets", "seat_codes", "tries", "session_keys"):
        rows = str(crew.owner.execute(f"select t::text from private.{table} t").fetchall())
        assert card["secret"] not in rows
        assert card["code"] not in rows
        assert crew.seats[0] not in rows


def test_n1_the_counters_name_no_seat(crew: Crew) -> None:
    """Joined with the seats' hashes, a counter would tell when a phone came."""
    crew.open(3)
    for seat in crew.seats:
        crew.call("anon", "take_seat", card="x", device_secret=seat)
        crew.say(seat, "a line")
    found = crew.one(
        "select count(*) from private.tries t join private.seat_secrets s"
        " on s.secret_hash = t.subject"
    )
    assert found == 0


def test_no_words_are_taken_before_the_promise_was_shown(crew: Crew) -> None:
    crew.open(3, promise=False)
    details = {"words": "too early", "phase": "learn", "language": "en", "lens": None}
    given = {"secret": crew.seats[0], "capture": uuid4(), "details": details}
    assert crew.refused("anon", "capture_text", **given) == "promise_first"


def test_n7_words_alone_are_enough(crew: Crew) -> None:
    crew.open(3)
    answer = crew.call(
        "anon",
        "capture_text",
        secret=crew.seats[0],
        capture=uuid4(),
        details={"words": "just words"},
    )
    assert answer["ok"]


def test_before_three_voices_the_facilitator_sees_no_line_and_no_count(crew: Crew) -> None:
    crew.open(5)
    for seat in crew.seats[:2]:
        crew.say(seat, "something")
    board = crew.call("facilitator", "board", session=crew.session)
    assert (board["enough_voices"], board["lines"]) == (False, [])
    page = crew.call("anon", "seat_page", secret=crew.seats[0])
    assert page["team"] == []


def test_n2_a_line_on_the_board_has_no_author_and_no_time(crew: Crew) -> None:
    crew.soaked()
    line = crew.call("facilitator", "board", session=crew.session)["lines"][0]
    about = {"id", "state", "spoken", "phase", "parked", "lens", "words", "links", "photo"}
    assert set(line) == about


@pytest.mark.parametrize("chunks", [0, -1, 2_000_000_000, None])
def test_a_recording_of_no_or_endless_pieces_is_refused(crew: Crew, chunks: int | None) -> None:
    crew.open(3)
    details = {"chunks": chunks, "sha256": "0" * 64}
    given = {"secret": crew.seats[0], "capture": uuid4(), "details": details}
    assert crew.refused("anon", "capture_ready", **given) == "invalid_input"


def at_once(jobs: list[object]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
