"""What a guide took over from a line goes with the line; what is told in other words stays."""

from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from tests.database.test_words_that_went import GONE, learn, told
from tests.support.crew import Crew

OTHERWISE = "Two pairs of hands for one pump"
PART = "a lone worker isolates the pump"
CUT = GONE[:-7]
"""As a name that is shorter than the line cuts it: in the middle of a word."""
AROUND = f"Somebody said: {GONE.upper()}!"
MIXED = "We heard that a lone worker isolates the pump on nights, and no one looks"
"""Six words in a row of the line, and the guide's own around them."""


def taken_over(crew: Crew, words: str) -> None:
    """These words in everything that a guide writes by hand, as the functions write it."""
    mine = {"session": crew.session}
    crew.call("facilitator", "name_practice", practice_id=uuid4(), name=words, **mine)
    kept = {"practice_id": uuid4(), "name": OTHERWISE, "protects": words}
    crew.call("facilitator", "name_practice", **kept, **mine)
    step = Jsonb([{"id": str(uuid4()), "words": words}])
    crew.call("facilitator", "set_steps", side="done", steps=step, **mine)
    own = {"assumption_id": uuid4(), "kind": "own", "words": words}
    crew.call("facilitator", "assume", **own, **mine)
    crew.do(
        "insert into leaven.groups (id, session_id, name) values (%s, %s, left(%s, 60))",
        *(uuid4(), crew.session, words),
    )


def taken_over_later(crew: Crew, words: str) -> None:
    """And in what is written once the team has let its story go."""
    defence, round_ = uuid4(), uuid4()
    crew.do(
        "insert into leaven.defences (id, session_id, words, state) values (%s, %s, %s, 'missing')",
        *(defence, crew.session, words),
    )
    crew.do(
        "insert into leaven.dot_rounds (id, session_id, dots) values (%s, %s, 3)",
        *(round_, crew.session),
    )
    crew.do("insert into leaven.dot_choices values (%s, %s, %s)", round_, defence, words)
    crew.do(
        "insert into leaven.cards (id, org_id, session_id, saw, look_for)"
        " values (%s, %s, %s, %s, %s)",
        *(uuid4(), crew.org, crew.session, words, OTHERWISE),
    )
    crew.do(
        "insert into leaven.actions (id, org_id, session_id, change) values (%s, %s, %s, %s)",
        *(uuid4(), crew.org, crew.session, words),
    )


def withdraw_by_receipt(crew: Crew, line: UUID) -> None:
    crew.do(
        "insert into leaven.receipts (receipt_hash, observation_id, withdrawing)"
        " values (sha256('x'), %s, true)",
        line,
    )
    crew.do("select private.nightly()")


@pytest.mark.parametrize(
    "words",
    [GONE, PART, CUT, AROUND, MIXED],
    ids=["whole", "part", "cut", "around", "mixed"],
)
def test_a_copy_goes_with_a_line_withdrawn_before_release(crew: Crew, words: str) -> None:
    gone = crew.line(learn(crew)[3])
    taken_over(crew, words)
    assert any("leaven.practices" in row for row in told(crew))
    crew.call("anon", "withdraw_line", secret=crew.seats[3], line=gone)
    assert told(crew) == []
    names = crew.owner.execute("select name, protects from leaven.practices").fetchall()
    assert names == [(OTHERWISE, "")]


def test_a_copy_goes_with_a_line_withdrawn_after_release(crew: Crew) -> None:
    gone = crew.line(learn(crew)[3])
    crew.move("soak")
    crew.release()
    crew.do("update leaven.sessions set phase = 'improve' where id = %s", crew.session)
    taken_over(crew, GONE)
    taken_over_later(crew, GONE)
    withdraw_by_receipt(crew, gone)
    assert told(crew) == []
    assert crew.one("select (saw, look_for)::text from leaven.cards") == f'("","{OTHERWISE}")'


def test_a_copy_goes_when_the_speaker_says_it_otherwise_and_stays_while_it_is_still_said(
    crew: Crew,
) -> None:
    gone = crew.line(learn(crew)[3])
    taken_over(crew, PART)
    still = "By day, too, a lone worker isolates the pump."
    crew.call("anon", "confirm_words", secret=crew.seats[3], line=gone, words=still)
    assert crew.one("select count(*) from leaven.practices where name = %s", PART) == 1
    crew.call("anon", "confirm_words", secret=crew.seats[3], line=gone, words="It is fine.")
    assert told(crew) == []


def test_what_the_guide_tells_in_other_words_or_somebody_else_said_too_stays(crew: Crew) -> None:
    captures = learn(crew)
    gone, said_too = crew.line(captures[3]), crew.line(captures[2])
    too = "Here, too, a lone worker isolates the pump."
    crew.call("anon", "confirm_words", secret=crew.seats[2], line=said_too, words=too)
    other = "Isolating alone at night"
    for name in (other, PART, "a lone worker"):
        crew.call(
            "facilitator", "name_practice", session=crew.session, practice_id=uuid4(), name=name
        )
    crew.call("anon", "withdraw_line", secret=crew.seats[3], line=gone)
    rows = crew.owner.execute("select name from leaven.practices").fetchall()
    assert {row[0] for row in rows} == {other, PART, "a lone worker"}


def test_the_papers_own_words_and_a_proposed_change_stay(crew: Crew) -> None:
    gone = crew.line(learn(crew)[3])
    step = Jsonb([{"id": str(uuid4()), "words": GONE}])
    crew.call("facilitator", "set_steps", session=crew.session, side="imagined", steps=step)
    crew.move("soak")
    crew.release()
    crew.do("update leaven.sessions set phase = 'improve' where id = %s", crew.session)
    action = uuid4()
    crew.do(
        "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due)"
        " values (%s, %s, %s, %s, 'it is checked', 'planner', '2026-12-20')",
        *(action, crew.org, crew.session, GONE),
    )
    crew.do(
        "insert into leaven.action_grounds select %s, id from leaven.observations where id <> %s",
        *(action, gone),
    )
    crew.do("update leaven.actions set state = 'proposed' where id = %s", action)
    withdraw_by_receipt(crew, gone)
    assert crew.one("select words from leaven.steps") == GONE
    assert crew.one("select change from leaven.actions") == GONE


@pytest.mark.parametrize(
    ("copy", "words", "is_one"),
    [
        ("Привет", "Привет.", True),
        ("Wir heben zu zweit", "„Wir heben … zu zweit!“", True),
        ("…", "?", False),
        ("guard", "The guard sticks when it is cold", False),
        ("he guard sticks when it", "The guard sticks when it is cold", False),
        ("Fine.", "It is all fine. Nobody gets hurt here", False),
        ("At the end of the shift we rest", "At the end of the day", False),
    ],
)
def test_few_words_are_anybodys(crew: Crew, copy: str, words: str, is_one: bool) -> None:
    assert crew.one("select private.is_copy(%s, %s)", copy, words) is is_one


def test_a_copy_of_a_line_that_stays_outlives_the_release(crew: Crew) -> None:
    learn(crew)
    taken_over(crew, GONE)
    crew.move("soak")
    crew.release()
    crew.do("select private.nightly()")
    assert crew.one("select count(*) from leaven.practices where name = %s", GONE) == 1
    assert crew.one("select count(*) from leaven.steps") == 1
