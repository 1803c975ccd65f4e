"""A learning session: one team, one topic, from Prepare to Share."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from app.domain.noun import Noun
from app.domain.phase import Phase

Use = Literal["work", "change", "event"]
SponsorMode = Literal["present", "opens_and_returns", "improve_only"]

USES: dict[Use, str] = {
    "work": "Everyday work",
    "change": "A change",
    "event": "Something that happened",
}
SPONSOR_MODES: dict[SponsorMode, str] = {
    "present": "In the room throughout",
    "opens_and_returns": "Opens, leaves, returns",
    "improve_only": "Comes for Improve only",
}
MOST_SEATS = 8
LONGEST_TOPIC = 60


class NewSession(Noun):
    """What Prepare asks for. `id` is made by the device, so sending twice opens once."""

    id: UUID
    org_id: UUID
    site_id: UUID
    topic: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    use: Use
    sponsor_role: str = ""
    sponsor_mode: SponsorMode = "present"
    area_id: UUID | None = None
    shift_kind_id: UUID | None = None
    language: str = "en"
    seats: int = 6


class Session(Noun):
    id: UUID
    org_id: UUID | None = None
    topic: str
    use: Use
    phase: Phase
    sponsor_role: str = ""
    sponsor_mode: SponsorMode = "present"
    language: str = "en"
    promise_shown: bool = False
    soak_until: datetime | None = None
    soak_shortened_because: str = ""
    released: bool = False
    is_example: bool = False
    improve_label: str = "Improve & Action"
    site: str = ""
    area: str = ""
    shift_kind: str = ""
    kind: Literal["team", "routine"] = "team"
