"""Unsure words and doubtful segments are marked where they stand in the text."""

import pytest

from services.speech.doubts import Mark, doubtful_share, marks_of
from services.speech.engine import Segment, Word


def segment(text: str, *odds: float, logprob: float = -0.2, silent: float = 0.1) -> Segment:
    words = tuple(
        Word(word, float(at), at + 1.0, odd)
        for at, (word, odd) in enumerate(zip(text.split(), odds, strict=False))
    )
    return Segment(text, 0, len(words), logprob, silent, 1.0, words)


def test_an_unsure_word_is_marked_in_its_place_in_the_whole_text() -> None:
    first, second = segment("the press", 0.9, 0.9), segment("is the loud one", 0.9, 0.9, 0.3, 0.9)
    text = f"{first.text} {second.text}"
    (mark,) = marks_of([first, second])
    assert text[mark.start : mark.end] == "loud"
    assert mark.why == "unsure"


def test_the_same_word_twice_is_marked_where_it_was_unsure() -> None:
    (mark,) = marks_of([segment("oil and oil", 0.9, 0.9, 0.2)])
    assert mark == Mark(8, 11, "unsure")


@pytest.mark.parametrize(
    ("logprob", "silent", "ratio", "doubtful"),
    [
        (-0.2, 0.1, 1.0, False),
        (-0.7, 0.99, 1.0, True),
        (-0.4, 0.99, 1.0, False),
        (-1.1, 0.0, 1.0, True),
        (-0.2, 0.0, 2.5, True),
    ],
)
def test_what_is_likely_invented_guessed_or_looped_is_doubtful(
    logprob: float, silent: float, ratio: float, doubtful: bool
) -> None:
    assert Segment("x", 0, 1, logprob, silent, ratio).doubtful is doubtful


def test_a_doubtful_segment_is_marked_as_a_whole() -> None:
    sure, doubtful = segment("we wait", 0.9, 0.9), segment("thank you", 0.1, 0.1, logprob=-1.5)
    assert marks_of([sure, doubtful]) == (Mark(8, 17, "doubtful"),)
    assert doubtful_share([sure, doubtful]) == 0.5
    assert doubtful_share([]) == 0


def test_a_word_that_the_text_spells_otherwise_is_not_marked() -> None:
    odd = Segment("o'clock", 0, 1, -0.1, 0, 1, (Word("clock's", 0, 1, 0.1),))
    assert marks_of([odd]) == ()
