"""The hold and the release: what the team lets go leads back to nobody."""

import random
import threading
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.support.crew import WORDS, Crew


def state_of(crew: Crew) -> dict[str, Any]:
    return crew.call("facilitator", "release_state", session=crew.session)


def refusal(crew: Crew, leave_behind: int = 0) -> str:
    return crew.refused(
        "facilitator", "release_session", session=crew.session, leave_behind=leave_behind
    )


def test_a_story_is_released_when_three_voices_have_read_it_back(crew: Crew) -> None:
    crew.soaked()
    done = crew.release()
    assert (done["lines"], done["left_behind"], done["repeated"]) == (3, 0, False)
    assert crew.one("select count(*) from leaven.observations where released_week is not null") == 3
    assert crew.one("select released_voices from leaven.sessions where id = %s", crew.session) == 3


def test_n12_nothing_is_released_before_the_team_has_read_it_back(crew: Crew) -> None:
    crew.soaked(4)
    assert refusal(crew) == "not_read_back"
    for seat in crew.seats[:2]:
        crew.call("anon", "read_back", secret=seat)
    assert refusal(crew) == "not_read_back"
    assert state_of(crew)["read_back"] is False
    crew.call("anon", "read_back", secret=crew.seats[2])
    crew.call("anon", "read_back", secret=crew.seats[2], agrees=False)
    assert refusal(crew) == "not_read_back"
    assert crew.one("select count(*) from leaven.observations where released_week is not null") == 0


def test_one_seat_cannot_read_back_for_three(crew: Crew) -> None:
    crew.soaked()
    for _ in range(5):
        crew.call("anon", "read_back", secret=crew.seats[0])
    assert refusal(crew) == "not_read_back"


def test_two_voices_are_too_few_however_much_they_say(crew: Crew) -> None:
    crew.open(3)
    for seat in crew.seats[:2]:
        for words in WORDS:
            crew.say(seat, words)
    crew.move("soak")
    assert refusal(crew) == "too_few_voices"
    assert state_of(crew)["unsettled"] is None


def test_silent_recordings_lend_nobody_a_voice(crew: Crew) -> None:
    crew.open(3)
    crew.say(crew.seats[0], WORDS[0])
    crew.record(crew.seats[1])
    crew.record(crew.seats[2])
    board = crew.call("facilitator", "board", session=crew.session)
    assert (board["enough_voices"], board["lines"]) == (False, [])


def test_a_story_is_not_released_in_learn(crew: Crew) -> None:
    crew.open(3)
    for seat in crew.seats:
        crew.say(seat, WORDS[0])
    assert refusal(crew) == "too_early"
    assert crew.refused("anon", "read_back", secret=crew.seats[0]) == "too_early"


def test_what_was_corrected_after_the_read_back_is_read_back_again(crew: Crew) -> None:
    crew.soaked()
    crew.agree()
    mine = crew.mine(crew.seats[0])[0]
    crew.call(
        "anon", "confirm_words", secret=crew.seats[0], line=mine["id"], words="Something else."
    )
    assert refusal(crew) == "not_read_back"


def test_what_came_after_the_read_back_is_read_back_again(crew: Crew) -> None:
    crew.soaked()
    crew.agree()
    crew.say(crew.seats[1], "One thing more.")
    assert refusal(crew) == "not_read_back"


def test_unchecked_lines_are_destroyed_only_by_their_true_number(crew: Crew) -> None:
    crew.soaked()
    crew.record(crew.seats[0])
    crew.record(crew.seats[1])
    crew.agree()
    assert refusal(crew) == "unsettled"
    assert refusal(crew, leave_behind=1) == "unsettled"
    assert state_of(crew)["unsettled"] == 2
    done = crew.release(leave_behind=2)
    assert (done["lines"], done["left_behind"]) == (3, 2)
    for table in ("clips", "transcripts", "holds"):
        assert crew.one(f"select count(*) from leaven.{table}") == 0


def test_n8_machine_words_are_on_no_board_before_their_speaker_checked_them(crew: Crew) -> None:
    crew.soaked()
    crew.record(crew.seats[0])
    lines = crew.call("facilitator", "board", session=crew.session)["lines"]
    assert "what the machine heard" not in {line["words"] for line in lines}


def test_parked_lines_are_released_as_parked(crew: Crew) -> None:
    captures = crew.soaked()
    crew.do("update leaven.observations set parked = true where id = %s", crew.line(captures[0]))
    crew.release()
    assert crew.one("select count(*) from leaven.observations where parked") == 1


def test_release_destroys_all_that_led_from_a_line_to_a_seat(crew: Crew) -> None:
    crew.released()
    for table in ("leaven.holds", "private.session_keys", "private.read_backs", "private.uploads"):
        assert crew.one(f"select count(*) from {table}") == 0, table
    assert crew.one("select count(*) from private.seat_codes") == 0
    assert crew.one("select count(*) from private.seat_secrets where kind = 'card'") == 0


def test_after_release_no_seat_owns_a_line(crew: Crew) -> None:
    lines = crew.released()
    seat = crew.seats[0]
    assert crew.mine(seat) == []
    assert crew.refused("anon", "withdraw_line", secret=seat, line=lines[0]) == "not_found"
    given = {"secret": seat, "line": lines[0], "words": "other words"}
    assert crew.refused("anon", "confirm_words", **given) == "not_found"


def test_a_released_line_keeps_its_words(crew: Crew) -> None:
    line = crew.released()[0]
    with pytest.raises(psycopg.Error, match="words stay as they are"):
        crew.do("update leaven.observations set words = 'better words' where id = %s", line)


def test_nothing_joins_a_story_that_has_been_released(crew: Crew) -> None:
    crew.released()
    details = {"words": "too late", "phase": "soak", "language": "en", "lens": None}
    given = {"secret": crew.seats[0], "capture": UUID(int=4), "details": details}
    assert crew.refused("anon", "capture_text", **given) == "released"


def test_what_one_person_alone_used_does_not_tell_them_apart(crew: Crew) -> None:
    captures = crew.soaked(4)
    crew.do(
        "update leaven.observations set spoken = true, lens = 'risky', phase = 'soak'"
        " where id = %s",
        crew.line(captures[0]),
    )
    crew.release()
    rows = crew.owner.execute("select distinct spoken, lens, phase from leaven.observations")
    assert rows.fetchall() == [(False, None, "learn")]


def test_two_releases_at_once_are_one(crew: Crew) -> None:
    crew.soaked(8)
    crew.agree()
    answers: list[dict[str, Any]] = []

    def let_go() -> None:
        with psycopg.connect(crew.dsn, autocommit=True) as connection:
            answers.append(
                crew.call("facilitator", "release_session", on=connection, session=crew.session)
            )

    _together([let_go] * 8)
    assert sorted(answer["repeated"] for answer in answers) == [False] + [True] * 7
    assert crew.one("select count(*) from leaven.observations where released_week is not null") == 8


def test_words_that_arrive_during_a_release_are_in_it_or_refused(crew: Crew) -> None:
    crew.soaked(8)
    crew.agree()
    with psycopg.connect(crew.dsn) as slow:
        crew.call("facilitator", "release_session", on=slow, session=crew.session)
        late: list[str] = []

        def speak() -> None:
            with psycopg.connect(crew.dsn, autocommit=True) as connection:
                try:
                    crew.say(crew.seats[0], "in the last moment", on=connection)
                except psycopg.Error as error:
                    late.append(str(error.diag.message_hint))

        thread = threading.Thread(target=speak)
        thread.start()
        thread.join(0.5)
        slow.commit()
        thread.join(10)
    assert late == ["released"]
    assert crew.one("select count(*) from leaven.holds") == 0
    assert crew.one("select count(*) from leaven.observations where released_week is null") == 0


def test_n1_the_order_in_the_tables_tells_nothing_of_the_order_of_arrival(crew: Crew) -> None:
    """Twelve releases: the places of first and last lines must not repeat beyond chance."""
    firsts = [_place_of_first(crew) for _ in range(12)]
    assert len(set(firsts)) > 2, firsts


def test_release_is_random_in_each_table_that_hangs_on_a_line(crew: Crew) -> None:
    captures = crew.soaked(8)
    theme = crew.one(
        "insert into leaven.themes (org_id, title) values (%s, 't') returning id", crew.org
    )
    for capture in captures:
        line = crew.line(capture)
        crew.do(
            "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
            " values (%s, %s, %s, 'linked', 'machine')",
            *(crew.org, line, theme),
        )
        crew.do(
            "insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision,"
            " role, week) values (gen_random_uuid(), %s, %s, %s, 'linked', 'machine', '2026-W01')",
            *(crew.org, line, theme),
        )
    arrived = [crew.line(capture) for capture in captures]
    crew.release()
    for query in (
        "select observation_id from leaven.link_decisions order by number",
        "select observation_id from leaven.links order by ctid",
        "select id from leaven.observations order by ctid",
    ):
        found = [row[0] for row in crew.owner.execute(query)]
        assert sorted(map(str, found)) == sorted(map(str, arrived))
        assert found != arrived, query  # by chance once in 40,320
    versions = crew.one("select count(distinct xmin::text) from leaven.observations")
    assert versions == 1


def test_old_jobs_do_not_keep_when_a_line_came(crew: Crew) -> None:
    crew.soaked()
    before = crew.one("select max(id) from procrastinate.procrastinate_jobs")
    crew.release()
    ids = crew.one(
        "select min(id) from procrastinate.procrastinate_jobs where args ? 'observation_id'"
    )
    assert ids > before


def _place_of_first(crew: Crew) -> int:
    captures = crew.soaked(6)
    first = crew.line(captures[0])
    crew.release()
    rows = crew.owner.execute(
        "select id from leaven.observations where session_id = %s order by ctid", (crew.session,)
    ).fetchall()
    return [row[0] for row in rows].index(first)


def _together(jobs: list[Any]) -> None:
    threads = [threading.Thread(target=job) for job in random.sample(jobs, len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
