"""A photo is seen by whom its line is seen by, leaves with it, and is destroyed with it."""

from uuid import UUID

import pytest

from tests.database.test_dump import dumped
from tests.support.crew import Crew

OUTSIDE = ("sponsor", "member", "representative", "administrator", "stranger")
OTHERS = ("other facilitator", "other administrator", "anon")


def with_photo(crew: Crew) -> UUID:
    """Three seats have spoken; the first one's second line has a photo. The line's id."""
    crew.soaked(3)
    return crew.line(crew.photograph(crew.seats[0]))


def number_of(crew: Crew, kind: str) -> int:
    return int(
        crew.one(
            "select coalesce(sum(number), 0) from leaven.deletions where org_id = %s and kind = %s",
            *(crew.org, kind),
        )
    )


def pages_of(crew: Crew) -> set[int]:
    """The numbers of the pages on which the photos' bytes lie, in the order of writing."""
    toast = crew.one(
        "select reltoastrelid::regclass::text from pg_class where oid = 'leaven.photos'::regclass"
    )
    return {row[0] for row in crew.owner.execute(f"select chunk_id from {toast}")}


def check_who_sees_a_photo(crew: Crew) -> None:
    line = with_photo(crew)
    assert crew.call("facilitator", "photo", line=line)["picture"]
    for who in (*OUTSIDE, *OTHERS):
        assert crew.refused(who, "photo", line=line) in {"not_found", "42501"}
    for seat in crew.seats:
        assert crew.call("anon", "seat_photo", secret=seat, line=line, large=True)["picture"]


def test_a_held_photo_is_seen_by_its_team_alone(crew: Crew) -> None:
    check_who_sees_a_photo(crew)


def test_a_released_photo_is_its_organisations(crew: Crew) -> None:
    line = with_photo(crew)
    crew.release()
    for who in ("facilitator", "sponsor", "member", "representative", "administrator"):
        assert crew.call(who, "photo", line=line)["picture"]
    for who in (*OTHERS, "stranger"):
        assert crew.refused(who, "photo", line=line) in {"not_found", "42501"}


def test_before_three_voices_a_photo_is_seen_by_its_giver_alone(crew: Crew) -> None:
    crew.open(3)
    line = crew.line(crew.photograph(crew.seats[0]))
    assert crew.call("anon", "seat_photo", secret=crew.seats[0], line=line)["picture"]
    assert crew.refused("anon", "seat_photo", secret=crew.seats[1], line=line) == "not_found"
    assert crew.refused("facilitator", "photo", line=line) == "not_found"


def test_a_seat_of_another_team_sees_no_photo(crew: Crew) -> None:
    line = with_photo(crew)
    crew.soaked(3)
    assert crew.refused("anon", "seat_photo", secret=crew.seats[0], line=line) == "not_found"


def test_lists_say_which_line_has_a_photo(crew: Crew) -> None:
    line = str(with_photo(crew))
    board = crew.call("facilitator", "board", session=crew.session)["lines"]
    assert [each["id"] for each in board if each["photo"]] == [line]
    mine = crew.call("anon", "seat_page", secret=crew.seats[0])["mine"]
    team = crew.call("anon", "seat_page", secret=crew.seats[1])["team"]
    story = crew.call("anon", "seat_flow", secret=crew.seats[2])["story"]
    for lines in (mine, team, story):
        assert [each["id"] for each in lines if each["photo"]] == [line]


def test_a_photo_empties_the_read_back_as_any_new_line_does(crew: Crew) -> None:
    crew.soaked(3)
    crew.agree()
    crew.photograph(crew.seats[0])
    refused = crew.refused("facilitator", "release_session", session=crew.session)
    assert refused == "not_read_back"


def test_a_photo_that_is_taken_back_is_in_no_dump_and_in_the_ledger(crew: Crew) -> None:
    line = with_photo(crew)
    whole = bytes(crew.one("select whole from leaven.photos where observation_id = %s", line))
    crew.call("anon", "withdraw_line", secret=crew.seats[0], line=line)
    assert number_of(crew, "photo") == 1
    assert [row.table for row in dumped(crew.dsn) if whole[:32].hex() in row.text] == []


@pytest.mark.parametrize("released", [False, True])
def test_the_guide_takes_a_photo_off_and_the_words_stay(crew: Crew, released: bool) -> None:
    line = with_photo(crew)
    if released:
        crew.release()
    for who in (*OUTSIDE, *OTHERS):
        assert crew.refused(who, "take_photo_off", line=line) in {"not_found", "42501"}
    crew.call("facilitator", "take_photo_off", line=line)
    assert crew.refused("facilitator", "photo", line=line) == "not_found"
    assert number_of(crew, "photo") == 1
    assert crew.one("select words from leaven.observations where id = %s", line)


def test_a_photo_that_nobody_let_go_is_destroyed_with_its_line(crew: Crew) -> None:
    with_photo(crew)
    crew.do("select private.destroy_unreleased(%s)", crew.session)
    assert crew.one("select count(*) from leaven.photos") == 0
    assert number_of(crew, "photo") == 1


def test_the_release_writes_a_photos_pages_anew(crew: Crew) -> None:
    crew.soaked(3)
    for seat in crew.seats:
        crew.photograph(seat)
    before = pages_of(crew)
    assert len(before) == 6
    crew.release()
    assert len(pages_of(crew) - before) == 6
    crew.do("vacuum leaven.photos")
    assert not pages_of(crew) & before


def test_no_column_of_a_photo_holds_a_name_or_a_moment(crew: Crew) -> None:
    rows = crew.owner.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = 'leaven' and table_name = 'photos' order by 1"
    ).fetchall()
    assert rows == [("observation_id", "uuid"), ("small", "bytea"), ("whole", "bytea")]


def test_a_phone_knows_whether_its_session_is_a_crews_week(crew: Crew) -> None:
    crew.open(3)
    for kind in ("team", "routine"):
        crew.do("update leaven.sessions set kind = %s where id = %s", kind, crew.session)
        seen = crew.call("anon", "capture_seat", secret=crew.seats[0])["session"]
        assert seen["kind"] == kind
