"""The story beside the paper: steps as imagined, steps as done, and what a procedure's text says.

Neither side is the error.
"""

import re
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

Side = Literal["imagined", "done"]
SIDES: dict[Side, str] = {"imagined": "As written", "done": "As done"}
MOST_STEPS = 60
MOST_STEP_CHARACTERS = 300
_NUMBER = re.compile(
    r"^\s*(?:step\s*|schritt\s*)?(?:\d{1,4}(?:\.\d{1,3})*[.):]?|[a-z][.)])\s+", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*[-*•\u2013\u2014▪◦]\s+")
_INSIDE = re.compile(r"\s\d{1,3}[.)]\s+")
_HEADING = re.compile(r"^[^.!?]{1,60}:$")


class Step(Noun):
    id: UUID
    side: Side
    words: str
    lines: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class ReadSteps:
    """What a text gave: its steps in order, and how many more there were than can be shown."""

    steps: tuple[str, ...]
    left_out: int = 0


def steps_from(text: str, most: int = MOST_STEPS) -> ReadSteps:
    """Read the steps of a typed or pasted procedure, however long.

    Numbered or bulleted lines are steps, and unmarked lines under them belong to them. A text
    without any marks gives a step for each line, or for each sentence if it is one paragraph.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line]
    if sum(map(_is_marked, lines)) >= 2:  # noqa: PLR2004 - one marked line is no list
        found = _marked_steps(lines)
    elif len(lines) == 1:
        found = _parts_of(lines[0])
    else:
        found = lines
    steps = [_cut(each) for each in found if each]
    return ReadSteps(tuple(steps[:most]), max(0, len(steps) - most))


def _parts_of(line: str) -> list[str]:
    """A paragraph: at its numbers if it has two or more, else a step for each sentence."""
    numbered = _INSIDE.split(f" {line}")
    if len(numbered) > 2:  # noqa: PLR2004 - what stands before the first number, and two steps
        return [each.strip() for each in numbered]
    return [each.strip() for each in re.split(r"(?<=[.!?;])\s+", line)]


def _is_marked(line: str) -> bool:
    return bool(_NUMBER.match(line) or _BULLET.match(line))


def _marked_steps(lines: list[str]) -> list[str]:
    steps: list[str] = []
    for line in lines:
        if _is_marked(line):
            steps.append(_BULLET.sub("", _NUMBER.sub("", line)))
        elif steps and not _HEADING.match(line) and len(steps[-1]) < MOST_STEP_CHARACTERS:
            steps[-1] = f"{steps[-1]} {line}"
    return steps


def _cut(words: str) -> str:
    if len(words) <= MOST_STEP_CHARACTERS:
        return words
    return words[: MOST_STEP_CHARACTERS - 2].rsplit(" ", 1)[0] + " …"
