"""Recording the room: off unless everybody says yes; a no is shown to nobody and costs nothing."""

from typing import Any

from tests.support.crew import Crew


def asked(crew: Crew, hands: int | None = None) -> dict[str, Any]:
    return crew.call("facilitator", "ask_recording", session=crew.session, hands=hands)


def answer(crew: Crew, seat: int, yes: bool | None = None) -> dict[str, Any]:
    return crew.call("anon", "answer_recording", secret=crew.seats[seat], yes=yes)


def may_record(crew: Crew) -> bool:
    state = crew.call("facilitator", "recording_state", session=crew.session)
    return bool(state["may_record"])


def test_recording_is_off_until_it_is_asked_and_all_say_yes(crew: Crew) -> None:
    crew.open(3)
    answer(crew, 0, yes=True)
    assert asked(crew) == {"asked": True, "may_record": False}
    for seat in range(3):
        assert may_record(crew) is False
        answer(crew, seat, yes=True)
    assert may_record(crew) is True


def test_a_no_and_no_answer_look_the_same_to_everybody(crew: Crew) -> None:
    crew.open(3)
    asked(crew)
    answer(crew, 0, yes=True)

    def what_all_see() -> list[object]:
        return [
            crew.call("facilitator", "recording_state", session=crew.session),
            crew.call("facilitator", "board", session=crew.session),
            answer(crew, 0),
            answer(crew, 1),
            crew.owner.execute("select * from private.recording_yes").fetchall(),
        ]

    silent = what_all_see()
    answer(crew, 1, yes=False)
    assert what_all_see() == silent


def test_the_facilitator_sees_no_count(crew: Crew) -> None:
    crew.open(4)
    asked(crew)
    for seat in range(3):
        answer(crew, seat, yes=True)
    state = crew.call("facilitator", "recording_state", session=crew.session)
    assert state == {"asked": True, "may_record": False}


def test_a_yes_can_be_taken_back_at_any_moment(crew: Crew) -> None:
    crew.open(3)
    asked(crew)
    for seat in range(3):
        answer(crew, seat, yes=True)
    answer(crew, 2, yes=False)
    assert may_record(crew) is False


def test_a_late_seat_has_to_agree_too(crew: Crew) -> None:
    crew.open(3)
    asked(crew)
    for seat in range(3):
        answer(crew, seat, yes=True)
    card = crew.call("facilitator", "add_seat_cards", session=crew.session, wanted=1)["cards"][0]
    crew.take(card["secret"])
    assert may_record(crew) is False


def test_a_show_of_hands_counts_only_when_it_is_everybody(crew: Crew) -> None:
    crew.open(3)
    assert asked(crew, hands=2)["may_record"] is False
    assert asked(crew, hands=3)["may_record"] is True
    answer(crew, 1, yes=False)
    assert may_record(crew) is False


def test_asking_again_needs_answers_again(crew: Crew) -> None:
    crew.open(3)
    asked(crew)
    for seat in range(3):
        answer(crew, seat, yes=True)
    crew.call("facilitator", "ask_recording", session=crew.session, asked=False)
    assert may_record(crew) is False
    assert asked(crew)["may_record"] is False


def test_n11_a_no_keeps_nobody_from_taking_part(crew: Crew) -> None:
    crew.open(3)
    asked(crew)
    before = crew.call("anon", "seat_page", secret=crew.seats[0])
    answer(crew, 0, yes=False)
    assert crew.call("anon", "seat_page", secret=crew.seats[0]) == before
    crew.say(crew.seats[0], "I speak all the same.")
    crew.record(crew.seats[0])
    assert len(crew.mine(crew.seats[0])) == 2


def test_release_forgets_who_said_yes(crew: Crew) -> None:
    crew.soaked()
    crew.do("update leaven.sessions set recording_asked = true")
    for seat in range(3):
        answer(crew, seat, yes=True)
    assert crew.one("select count(*) from private.recording_yes") == 3
    crew.release()
    assert crew.one("select count(*) from private.recording_yes") == 0


def test_n3_no_table_could_hold_a_voice_profile_or_a_feeling(crew: Crew) -> None:
    names = {
        name
        for (name,) in crew.owner.execute(
            "select column_name from information_schema.columns"
            " where table_schema in ('leaven', 'private')"
        )
    }
    forbidden = ("speaker", "sentiment", "emotion", "mood", "voiceprint", "diar", "pitch", "author")
    assert [name for name in names if any(each in name for each in forbidden)] == []
