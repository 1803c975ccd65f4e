"""The site's words are learned from corrections and say nothing about anybody."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.speech.site_words import (
    KEPT,
    USED,
    USED_CHARACTERS,
    SiteWord,
    as_hints,
    hints_of,
    learn,
    mended_words,
)

HEARD = "the pal at tiser jams when the shrink rap is cold"
MEANT = "the palletiser jams when the shrink wrap is cold"


def test_a_misheard_word_is_learned_and_helps_from_the_second_time() -> None:
    once = learn((), HEARD, MEANT, week=10, names=())
    assert [word.spelling for word in once] == ["palletiser", "wrap"]
    assert hints_of(once, 10) == ()
    twice = learn(once, HEARD, MEANT, week=10, names=())
    assert hints_of(twice, 10) == ("palletiser", "wrap")


def test_a_name_is_never_learned_and_an_earlier_slip_is_forgotten() -> None:
    heard = "you can ask preea nat arian again today"
    meant = "you can ask Priya Natarajan again today"
    assert learn((), heard, meant, week=1, names=[]) == ()
    assert mended_words(heard, meant.lower()) == ["priya", "natarajan"]
    assert learn((), heard, meant.lower(), week=1, names=["Priya Natarajan"]) == ()
    slip = (SiteWord("Natarajan", 3.0, 1),)
    assert learn(slip, "x", "x", week=1, names=["Priya Natarajan"]) == ()


def test_what_is_written_like_a_name_is_not_learned_but_signs_and_sizes_are() -> None:
    assert mended_words("ask cowal chick about it", "ask Kowalczyk about it") == []
    assert mended_words("hang the loto tag on it", "hang the LOTO-tag on it") == ["LOTO-tag"]
    assert mended_words("an m 12 bolt came loose", "an M12 bolt came loose") == ["M12"]


def test_a_rewritten_line_teaches_nothing() -> None:
    assert mended_words("the valve is stuck", "I would rather say nothing about the press") == []
    assert mended_words("the valve is stuck", "the valve is open") == []


def test_small_words_and_bare_numbers_teach_nothing() -> None:
    assert mended_words("we shut it of at 0600 hours", "we shut it off at 0700 hours") == []


def test_what_is_not_said_any_more_fades() -> None:
    word = SiteWord("palletiser", 4.0, week=0)
    assert word.weight_in(12) == 2.0
    assert hints_of([word], 13) == ()
    assert learn([word], "x", "x", week=60, names=()) == ()


def test_nothing_is_kept_but_the_word_its_weight_and_a_week() -> None:
    assert [field.name for field in fields(SiteWord)] == ["spelling", "weight", "week"]


@given(st.lists(st.text(min_size=1, max_size=30), max_size=300))
def test_hints_stay_short(words: list[str]) -> None:
    hints = as_hints(words)
    assert len(hints) <= USED
    assert len(" ".join(hints)) <= USED_CHARACTERS
    assert len(set(hints)) == len(hints)


def test_a_site_keeps_a_few_hundred_words_and_drops_the_lightest() -> None:
    many = [SiteWord(f"word{at}", 1 + at / 1000, 5) for at in range(KEPT + 50)]
    kept = learn(many, "", "", week=5, names=())
    assert len(kept) == KEPT
    assert all(word.spelling != "word0" for word in kept)


GERMAN = re.findall(
    r"\w+",
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer "
    "Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger "
    "Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze "
    "Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz "
    "Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler "
    "Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus "
    "Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt "
    "Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch "
    "Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Hildebrand Steinmetz Rademacher "
    "Kesselring Schlüter Hammerschmidt Obermüller Riemenschneider Schalter Presse Rolle "
    "Kette Waage Kowalski Yilmaz Kaya Demir Nowak Schraube Schlüssel Riemen Rampe ",
)


@pytest.mark.parametrize("name", GERMAN)
def test_no_german_surname_is_learned(name: str) -> None:
    assert (
        mended_words(f"frag mal {name[:-1]}k in der Halle", f"frag mal {name} in der Halle") == []
    )


@pytest.mark.parametrize(
    ("heard", "meant", "learned"),
    [
        ("der End Schalte klemmt nachts oft", "der Endschalter klemmt nachts oft", "Endschalter"),
        ("an der wickel Bresse fehlt Öl", "an der Wickelpresse fehlt Öl", "Wickelpresse"),
        ("die Schutz Türen klemmen im Frost", "die Schutztüren klemmen im Frost", "Schutztüren"),
        (
            "häng es an den lotto Schalter dort",
            "häng es an den LOTO-Schalter dort",
            "LOTO-Schalter",
        ),
    ],
)
def test_a_german_compound_that_names_a_thing_is_learned(
    heard: str, meant: str, learned: str
) -> None:
    assert mended_words(heard, meant) == [learned]


@pytest.mark.parametrize("word", ["Kowalski-Presse", "Annapresse", "Anna-Schalter", "Endschatten"])
def test_a_thing_with_a_name_in_front_and_an_unknown_noun_are_not_learned(word: str) -> None:
    assert mended_words(f"an der {word[:-2]}be fehlt Öl", f"an der {word} fehlt Öl") == []
