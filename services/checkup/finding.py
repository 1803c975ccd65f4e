"""What a check says: one line, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "advice", "missing"]


@dataclass(frozen=True)
class Finding:
    """`missing` stops Leaven from working; `advice` costs something that the text names."""

    subject: str
    state: State
    text: str
    remedy: str = ""

    @property
    def line(self) -> str:
        mark = {"good": "ok", "advice": "--", "missing": "!!"}[self.state]
        remedy = f"  → {self.remedy}" if self.remedy else ""
        return f"{mark}  {self.subject}: {self.text}{remedy}"


def good(subject: str, text: str) -> Finding:
    return Finding(subject, "good", text)


def advice(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, "advice", text, remedy)


def missing(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, "missing", text, remedy)
