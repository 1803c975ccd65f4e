"""An informal practice: what people do to make it work, and what that protects."""

from uuid import UUID

from app.domain.noun import Noun


class Practice(Noun):
    """`step_id` is the written step that it departs from, if it is one of them."""

    id: UUID
    name: str
    protects: str = ""
    step_id: UUID | None = None
