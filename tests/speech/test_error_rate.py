"""Word error rate counts words, not commas."""

from importlib.util import find_spec

import pytest

from services.speech.error_rate import Distance, distance, normaliser, plain, small_english


def test_errors_are_words_wrong_missing_and_too_many() -> None:
    gap = distance("the red valve leaks", "the bread valve leaks oil", plain)
    assert gap == Distance(2, 4)
    assert gap.rate == 0.5
    assert (gap + Distance(0, 4)).rate == 0.25


def test_silence_turned_into_words_counts_each_of_them() -> None:
    assert distance("", "thank you", plain).rate == 2.0


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Mr. Smith's belt, um, won't run!", "mister smiths belt will not run"),
        ("[noise] It's 1,500 (loud)", "its 1500"),
        ("We can't; they're café", "we can not they are cafe"),
    ],
)
def test_the_small_normaliser_makes_spellings_comparable(said: str, written: str) -> None:
    assert small_english(said) == written


def test_letters_of_other_languages_keep_their_accents() -> None:
    assert plain("Łódź: Straße!") == "łódź strasse"


def test_the_report_names_the_normaliser_that_was_used() -> None:
    english, _ = normaliser("en")
    assert ("whisper" in english) == (find_spec("whisper") is not None) or "small" in english
    assert normaliser("pl")[1] is plain
