"""The phases of a learning session, in their order."""

from typing import Literal

Phase = Literal["prepare", "learn", "soak", "improve", "share", "closed"]
PHASES: tuple[Phase, ...] = ("prepare", "learn", "soak", "improve", "share", "closed")

LABELS: dict[Phase, str] = {
    "prepare": "Prepare",
    "learn": "Learn",
    "soak": "Soak",
    "improve": "Improve & Action",
    "share": "Share",
    "closed": "Closed",
}


def label(phase: Phase, improve_label: str = LABELS["improve"]) -> str:
    """The phase in words; organisations may call the third one *Solve*."""
    return improve_label if phase == "improve" else LABELS[phase]


def following(phase: Phase) -> Phase | None:
    """The phase after this one; none after the last."""
    place = PHASES.index(phase) + 1
    return PHASES[place] if place < len(PHASES) else None
