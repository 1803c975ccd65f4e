"""The fallback without a model: letters, and a small table of what single words mean."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from services.linking.lexical import LexicalEncoder
from services.linking.near_words import TABLE, forms, meaning

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("said", "stem"),
    [
        ("stopped", "stop"),
        ("moving", "move"),
        ("leaks", "leak"),
        ("batteries", "battery"),
        ("foreman's", "foreman"),
        ("drivers", "driv"),
    ],
)
def test_a_word_is_looked_up_with_its_ending_off(said: str, stem: str) -> None:
    assert stem in forms(said)


def test_of_a_short_word_no_ending_is_taken() -> None:
    assert list(forms("gas")) == ["gas"]


def test_a_word_that_nobody_knows_means_nothing_and_its_letters_still_count() -> None:
    assert not meaning("qqxzv").any()
    (vector,) = LexicalEncoder().encode(["qqxzv"])
    assert float(np.linalg.norm(vector)) == pytest.approx(0.8, abs=0.21)


def test_words_that_mean_the_same_bring_lines_closer_that_share_no_letters() -> None:
    asked, near, far = LexicalEncoder().encode(
        ["the truck is late", "a lorry was delayed", "the soup tastes salty"]
    )
    assert asked @ near > asked @ far + 0.1


def test_the_table_is_small_and_needs_no_model() -> None:
    assert TABLE.stat().st_size < 500_000
    code = (
        "import sys; from services.linking.lexical import LexicalEncoder;"
        "LexicalEncoder().encode(['a line']); assert 'onnxruntime' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603 - our own code
