"""The pure rules of the guided flow."""

from uuid import uuid4

import pytest

from app.domain.action import Action, mix
from app.domain.fix_hint import sounds_like_a_fix
from app.domain.grouping import Group, near
from app.domain.language_aid import aid
from app.domain.observation import Line
from app.domain.phase import PHASES
from app.domain.prompt import prompts, soak_question
from app.domain.routine import WallLine, WallPage, keeps_coming_back, seen_before, weeks_between
from app.domain.session import USES
from app.domain.story import steps_from


def said(words: str) -> Line:
    return Line(id=uuid4(), state="confirmed", words=words)


def heard(words: str, week: str) -> WallLine:
    return WallLine(id=uuid4(), words=words, week=week)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("We should buy a second lifter.", "en"),
        ("Why don't we move the rack.", "en"),
        ("They could just replace the switch.", "en"),
        ("A longer cable would fix that.", "en"),
        ("Wir sollten einen zweiten Heber kaufen.", "de"),
        ("Man müsste die Halterung tauschen. Die Lösung wäre ein Haken.", "de"),
    ],
)
def test_a_fix_sounds_like_a_fix(words: str, language: str) -> None:
    assert sounds_like_a_fix(words, language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("I clear it alone with the stick, the second person is on line 5.", "en"),
        ("We have to wait for the forklift driver.", "en"),
        ("What should I do at night?", "en"),
        ("Wir warten auf den Staplerfahrer.", "de"),
        ("Nous devrions acheter un treuil.", "fr"),
    ],
)
def test_how_work_goes_does_not_sound_like_a_fix(words: str, language: str) -> None:
    assert not sounds_like_a_fix(words, language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("They should have checked the valve.", "en", "should have"),
        ("The operator failed to lock it.", "en", "failed to"),
        ("Retrain the night shift", "en", "Retrain the night"),
        ("Das hätten sie prüfen müssen.", "de", "hätten sie prüfen müssen"),
        ("Besser aufpassen beim Heben", "de", "Besser aufpassen"),
    ],
)
def test_the_aid_offers_a_better_question(text: str, language: str, found: str) -> None:
    offered = aid(text, language)
    assert offered is not None
    assert offered.found == found
    assert offered.better.endswith("?")


@pytest.mark.parametrize("text", ["Change the roster so that there are always two.", "", "Two."])
def test_the_aid_is_silent_about_the_work(text: str) -> None:
    assert aid(text) is None


def test_every_phase_and_use_has_its_questions_and_none_asks_for_a_person() -> None:
    asked = {each for phase in PHASES for use in USES for each in prompts(phase, use)}
    assert len(asked) > 20
    banned = ("who ", "why didn't", "why did", "failed", "root cause", "mistake")
    assert [each for each in asked if any(word in each.lower() for word in banned)] == []
    assert prompts("prepare", "work") == ()
    assert {soak_question(turn) for turn in range(4)} == set(prompts("soak", "work"))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "1. Stop it.\n2. Lock.\n   and tag it\n3) Open.",
            ("Stop it.", "Lock. and tag it", "Open."),
        ),
        ("Before work:\n- Look\n• Listen\n* Wait", ("Look", "Listen", "Wait")),
        ("Stop it. Lock it; open it!", ("Stop it.", "Lock it;", "open it!")),
        ("1. Stop it. 2. Lock it", ("Stop it.", "Lock it")),
        ("Schritt 1: Halt\nSchritt 2: Los", ("Halt", "Los")),
        ("Stop\n\nLock\r\nOpen", ("Stop", "Lock", "Open")),
        ("   \n \t ", ()),
    ],
)
def test_steps_are_read_from_a_text(text: str, steps: tuple[str, ...]) -> None:
    assert steps_from(text).steps == steps


def test_a_step_as_long_as_a_page_is_cut() -> None:
    [step] = steps_from("word " * 4000).steps
    assert len(step) <= 300
    assert step.endswith("…")


def test_a_loose_line_is_offered_the_nearest_group_and_a_placed_one_never() -> None:
    placed = said("The label curls in the cold store.")
    loose = said("In the cold the label falls off.")
    other = said("Coffee is fine.")
    cold = Group(id=uuid4(), name="Cold", lines=(placed.id,))
    lifting = Group(id=uuid4(), name="Lifting")
    assert near([placed, loose, other], [cold, lifting]) == {loose.id: cold.id}


def test_a_line_is_seen_before_in_an_earlier_week_only() -> None:
    now = heard("The label roll curls in the cold.", "2026-W47")
    old = heard("Label roll curls again when it is cold", "2026-W44")
    same_week = heard("The label roll curls in the cold.", "2026-W47")
    other = heard("The bell is loud.", "2026-W40")
    assert seen_before(now, [now, old, same_week, other]) == old
    assert seen_before(other, [now, old]) is None
    assert weeks_between(old.week, now.week) == 3
    assert weeks_between("2025-W52", "2026-W02") == 2


def test_what_comes_back_in_three_weeks_is_a_signal_and_much_in_one_week_is_not() -> None:
    loud = [heard("The bell is loud.", "2026-W47") for _ in range(9)]
    slow = [heard("The bell is loud.", week) for week in ("2026-W41", "2026-W44", "2026-W47")]
    assert not keeps_coming_back(loud[0], loud)
    assert keeps_coming_back(slow[-1], slow)


def test_the_latest_lines_are_those_of_the_newest_week() -> None:
    lines = (heard("One.", "2026-W44"), heard("Two.", "2026-W47"))
    page = WallPage(session_id=uuid4(), this_week="2026-W48", lines=lines)
    assert [each.words for each in page.latest] == ["Two."]


def test_the_mix_counts_strengths_and_calls_none_of_them_wrong() -> None:
    drafts = [Action(id=uuid4(), change="x", strength="weaker") for _ in range(2)]
    assert mix(drafts) == {"stronger": 0, "intermediate": 0, "weaker": 2}
    assert drafts[0].missing(()) == (
        "what becomes easier",
        "a role that takes it on",
        "a date",
        "a released line that it answers",
    )
