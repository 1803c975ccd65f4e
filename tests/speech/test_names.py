"""Names and identifying bits are suggested to be coarsened; people decide."""

import pytest

from services.speech.names import coarsen, suggest

ROSTER = ["Priya Natarajan", "Dave Kowalczyk", "Mark Lindqvist", "Will Okafor"]


def found(text: str, roster: list[str] | None = None) -> list[tuple[str, str]]:
    suggestions = suggest(text, ROSTER if roster is None else roster)
    return [(text[one.start : one.end], one.why) for one in suggestions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I asked Priya Natarajan about it.", [("Priya Natarajan", "roster")]),
        ("then natarajan took the key", [("natarajan", "roster")]),
        ("We told Kowalchik twice.", [("Kowalchik", "sounds_like_roster")]),
        ("Ask Mr. Henderson on nights.", [("Mr. Henderson", "title")]),
        ("Only Svetlana knows the reset.", [("Svetlana", "first_name")]),
        ("My badge number is 48213.", [("48213", "badge")]),
        ("Call me on +49 170 555 01 23.", [("+49 170 555 01 23", "phone")]),
        ("Write to d.k@plant.example today.", [("d.k@plant.example", "mail")]),
        ("and then Mark jumped the guard", [("Mark", "roster")]),
    ],
)
def test_what_identifies_somebody_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mark the pallet with chalk before the lift.",
        "Will the press stop by itself?",
        "The torque wrench on station 4 slips at 35 newton metres.",
        "We wait 20 minutes for the forklift on Monday.",
        "Line 2 ran 1500 pieces in 12 hours.",
        "On a good day we have a spotter, on a bad day one person does both jobs.",
        "Frank talk helps, and grace under pressure.",
    ],
)
def test_ordinary_work_raises_no_alarm(text: str) -> None:
    assert found(text) == []


def test_only_what_people_accept_is_replaced() -> None:
    text = "Dave said badge 48213 opens the cage."
    dave, badge = suggest(text, ROSTER)
    assert coarsen(text, [dave]) == "a colleague said badge 48213 opens the cage."
    assert coarsen(text, [dave, badge]) == "a colleague said badge a number opens the cage."
    assert coarsen(text, []) == text


def test_a_full_name_is_one_suggestion_and_none_overlap() -> None:
    assert found("Dr. Priya Natarajan and Dave Kowalczyk came.") == [
        ("Priya Natarajan", "roster"),
        ("Dave Kowalczyk", "roster"),
    ]


def test_without_a_roster_titles_and_first_names_still_help() -> None:
    assert found("Mrs Novak and Giorgio, then Kevin.", []) == [
        ("Mrs Novak", "title"),
        ("Kevin", "first_name"),
    ]
