"""Lenses a worker may choose, and what a guide may mark on a line: the work, never a person."""

from typing import Literal

from app.domain.observation import Lens

Mark = Literal["adaptation", "pressure", "divergence"]
Effect = Literal["helps", "hinders"]
Condition = Literal[
    "time_pressure", "staffing", "equipment", "coordination", "competing_priorities", "information"
]

LENSES: dict[Lens, tuple[str, str]] = {
    "odd": ("Odd", "What makes no sense here?"),
    "hard": ("Hard", "What takes more out of you than it should?"),
    "risky": ("Risky", "What could hurt somebody?"),
    "changed": ("Changed", "What is not as it used to be?"),
}
"""Name and question of each lens."""
MARKS: dict[Mark, str] = {
    "adaptation": "Adaptation",
    "pressure": "Pressure",
    "divergence": "Paper and work part here",
}
EFFECTS: dict[Effect, str] = {"helps": "Helps", "hinders": "Hinders"}
CONDITIONS: dict[Condition, str] = {
    "time_pressure": "Time pressure",
    "staffing": "Staffing",
    "equipment": "Equipment",
    "coordination": "Coordination",
    "competing_priorities": "Competing priorities",
    "information": "Information",
}
ALL_MARKS: dict[str, str] = {
    str(mark): words for marks in (MARKS, EFFECTS, CONDITIONS) for mark, words in marks.items()
}
