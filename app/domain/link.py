"""A link between a line and a theme: proposed with its reason, decided by a person."""

from typing import Any, Literal
from uuid import UUID

from app.domain.noun import Noun

LinkState = Literal["suggested", "linked", "rejected"]
Decision = Literal["linked", "rejected", "undone"]


class Link(Noun):
    theme_id: UUID
    title: str
    state: LinkState
    source: Literal["machine", "person"] = "machine"
    p: float | None = None
    reasons: dict[str, Any] = {}
