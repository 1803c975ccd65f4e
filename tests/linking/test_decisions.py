"""The log of decisions, replayed."""

from dataclasses import replace

from services.linking.decisions import Logged, answered, calibrate, record, replay
from services.linking.score import Calibration, Features

SURE = Features(cent=0.6, margin=0.3, char=0.4)
MACHINE = Logged("line", "theme", "linked", "machine", 0.95, SURE)
PERSON = Logged("line", "theme", "rejected", "facilitator")


def test_the_last_word_counts_and_an_undone_link_is_no_link() -> None:
    assert replay([MACHINE, PERSON]) == {("line", "theme"): "rejected"}
    assert replay([PERSON, replace(MACHINE, decision="undone")]) == {}
    assert replay([]) == {}


def test_what_the_machine_did_alone_is_no_answer() -> None:
    assert answered([MACHINE]) == []
    assert record([MACHINE, PERSON]) == ([0.95], [False])


def test_a_link_made_by_hand_teaches_nothing_about_the_score() -> None:
    assert calibrate([replace(PERSON, decision="linked")]) == (Calibration(), 0)


def test_answers_move_the_calibration() -> None:
    log = [replace(entry, line=f"line{n}") for n in range(30) for entry in (MACHINE, PERSON)]
    calibration, count = calibrate(log)
    assert count == 30
    assert calibration.probability(2.0) < Calibration().probability(2.0)
