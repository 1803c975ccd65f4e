import numpy as np
import pytest

from services.linking.encoder import Encoder, unit
from services.linking.explain import answers, elsewhere, same_words, sentence, shares
from services.linking.index import centre_of
from services.linking.resolve import resolve
from services.linking.text import duplicates_of, normalise

LINES = [
    "nobody walks with me at night so I isolate on my own",
    "alone on nights, so nobody checks my isolation",
    "there is no second person to verify the isolation after ten o'clock",
    "the canteen closes before the late shift gets its break",
]


@pytest.mark.parametrize("setting", ["", "lexical"])
@pytest.mark.parametrize("line", [*LINES, "isolation", "🔥 isolation 👍", "word " * 600])
def test_the_shares_of_the_words_add_up_to_the_cosine(setting: str, line: str) -> None:
    encoder = resolve(setting)
    raw = encoder.encode([*LINES, line])
    centre = centre_of(raw)
    vectors = centre.apply(raw)
    target = unit(vectors[1:3].sum(axis=0))
    told = shares(line, encoder, centre, target)
    assert told.cosine == pytest.approx(float(vectors[-1] @ target), abs=1e-5)


def test_the_word_that_carries_the_link_has_the_largest_share(shipped: Encoder) -> None:
    raw = shipped.encode(LINES)
    centre = centre_of(raw)
    target = unit(centre.apply(raw)[1:3].sum(axis=0))
    told = shares("the isolation was not checked", shipped, centre, target)
    assert max(told.words, key=lambda share: share.part).word == "isolation"


def test_a_line_without_words_has_no_shares(shipped: Encoder) -> None:
    centre = centre_of(shipped.encode(LINES))
    target = shipped.encode(LINES)[0]
    assert shares("🔥", shipped, centre, target).words == ()
    assert answers("🔥", LINES[0], shipped) == ()


def test_words_that_mean_the_same_answer_each_other(shipped: Encoder) -> None:
    pairs = {(a.word, a.other_word) for a in answers(LINES[0], LINES[1], shipped)}
    assert ("isolate", "isolation") in pairs
    assert not {"me", "with", "so"} & {mine for mine, _ in pairs}


def test_equal_words_are_marked_even_with_a_slip_of_the_pen() -> None:
    one, other = "The forklfit hit the Racking", "racking bent, forklift again"
    marked = {(one[a:b], other[c:d]) for (a, b), (c, d) in same_words(one, other)}
    assert marked == {("forklfit", "forklift"), ("Racking", "racking")}
    assert same_words("the tank", "the bank") == ()


def test_the_nearest_lines_of_other_sites_come_first_and_own_ones_never() -> None:
    alike = np.array([0.9, 0.8, 0.7, 0.6, 0.5], dtype=np.float32)
    assert elsewhere(alike, ["a", "b", "a", "c", "b"], own="a") == [1, 3, 4]
    assert elsewhere(alike, ["a"] * 5, own="a") == []


def test_a_reason_is_one_sentence_with_its_record() -> None:
    assert sentence(LINES[0], [LINES[1]]) == "Shared words: night."
    assert sentence("trucks queue", ["lorries wait"], (0, 0)) == (
        "No shared words, linked by overall meaning."
    )
    assert sentence("trucks queue", ["lorries wait"], (120, 113)).endswith(
        "Of 120 links at this level 113 were kept."
    )


def test_the_same_line_said_twice_is_found_and_an_empty_one_is_not() -> None:
    others = ["something else", "The pump leaks again!", "the pump leaks again"]
    assert duplicates_of("the pump leaks  again", others) == [1, 2]
    assert duplicates_of("the pump seal is gone", others) == []
    assert duplicates_of("", ["", " "]) == []
    assert duplicates_of("🔥", ["🔥"]) == []


def test_invisible_letters_and_odd_spaces_do_not_make_another_line() -> None:
    assert normalise("the\u00a0pu\u200bmp\n leaks") == "the pump leaks"
