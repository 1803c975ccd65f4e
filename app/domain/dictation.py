"""A reason that was spoken instead of typed, while its speaker waits for the words."""

from typing import Literal

from app.domain.noun import Noun

MOST_DICTATED_SECONDS = 30


class Dictation(Noun):
    """`no_words`: nothing could be made out. The sound is gone in both of the last states."""

    state: Literal["arriving", "waiting", "in_words", "no_words"]
    words: str = ""
