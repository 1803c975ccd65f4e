"""Where a person should look twice before confirming: unsure words and doubtful segments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from services.speech.engine import Segment


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of the transcript's text, and why they are marked."""

    start: int
    end: int
    why: Literal["unsure", "doubtful"]


def marks_of(segments: Iterable[Segment]) -> tuple[Mark, ...]:
    """Marks in reading order: a doubtful segment as a whole, else its unsure words."""
    found: list[Mark] = []
    at = 0
    for segment in segments:
        if segment.doubtful:
            found.append(Mark(at, at + len(segment.text), "doubtful"))
        else:
            found.extend(_unsure_words(segment, at))
        at += len(segment.text) + 1
    return tuple(found)


def doubtful_share(segments: Sequence[Segment]) -> float:
    """Share of segments that are doubtful, 0…1; 0 without segments."""
    return sum(segment.doubtful for segment in segments) / len(segments) if segments else 0.0


def _unsure_words(segment: Segment, at: int) -> Iterator[Mark]:
    # Words are looked for one after the other: their joined text may differ from the segment's
    # in spaces, and a word that is not found is simply not marked.
    here = 0
    for word in segment.words:
        place = segment.text.find(word.text, here)
        if place < 0 or not word.text:
            continue
        here = place + len(word.text)
        if word.unsure:
            yield Mark(at + place, at + here, "unsure")
