"""The append-only log of decisions: what it says about today's links, and about how sure to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.linking.score import WEIGHTS, Calibration, Features, recalibrate

Decision = Literal["linked", "rejected", "undone"]
Role = Literal["machine", "facilitator", "author"]


@dataclass(frozen=True)
class Logged:
    """One row of the log; `features` is empty for a link made by hand."""

    line: str
    theme: str
    decision: Decision
    role: Role
    p: float | None = None
    features: Features | None = None


def replay(log: Iterable[Logged]) -> dict[tuple[str, str], Decision]:
    """The state of every (line, theme) that follows from the log, in its order."""
    state: dict[tuple[str, str], Decision] = {}
    for entry in log:
        if entry.decision == "undone":
            state.pop((entry.line, entry.theme), None)
        else:
            state[entry.line, entry.theme] = entry.decision
    return state


def answered(log: Iterable[Logged]) -> list[tuple[Logged, bool]]:
    """What people said last about each pair that the machine had put to them: kept or not."""
    asked: dict[tuple[str, str], Logged] = {}
    said: dict[tuple[str, str], bool] = {}
    for entry in log:
        pair = entry.line, entry.theme
        if entry.features is not None:
            asked[pair] = entry
        if entry.role != "machine":
            said[pair] = entry.decision == "linked"
    return [(asked[pair], kept) for pair, kept in said.items() if pair in asked]


def calibrate(log: Sequence[Logged]) -> tuple[Calibration, int]:
    """The organisation's calibration, and on how many answers it rests."""
    answers = [(entry.features, kept) for entry, kept in answered(log) if entry.features]
    logits = [WEIGHTS.logit(features) for features, _ in answers]
    return recalibrate(logits, [kept for _, kept in answers]), len(answers)


def record(log: Sequence[Logged]) -> tuple[list[float], list[bool]]:
    """Probabilities that were shown and what became of them; for `score.record_at`."""
    shown = [(entry.p, kept) for entry, kept in answered(log) if entry.p is not None]
    return [p for p, _ in shown], [kept for _, kept in shown]
