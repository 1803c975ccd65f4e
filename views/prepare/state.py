"""What Prepare remembers until the session is open."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID, uuid4

from app.domain.organisation import Places
from app.domain.session import MOST_SEATS, NewSession, SponsorMode, Use
from services.backend.visitor import Visitor
from views.form import Form


@dataclass(eq=False)
class PrepareForm(Form):
    """One form, filled in a minute. `draft_id` makes a second tap open the same session."""

    org_id: UUID | None = None
    language: str = "en"
    places: Places = field(default_factory=Places)
    topic: str = ""
    use: Use = "work"
    sponsor_role: str = ""
    sponsor_mode: SponsorMode = "present"
    site_id: UUID | None = None
    area_id: UUID | None = None
    shift_kind_id: UUID | None = None
    seats: int = 6
    draft_id: UUID = field(default_factory=uuid4)

    async def load(self, visitor: Visitor) -> None:
        here = (await visitor.organisations.me()).here
        if here is None or "facilitator" not in here.roles:
            self.problem = "Only facilitators open sessions. Ask your administrator for the role."
            return
        self.org_id, self.language = here.id, here.languages[0]
        self.places = await visitor.organisations.places(self.org_id)
        if self.places.sites and self.site_id is None:
            self.site_id = self.places.sites[0].id

    def change_seats(self, by: int) -> None:
        self.seats = min(MOST_SEATS, max(1, self.seats + by))

    def choose_site(self, site_id: UUID) -> None:
        self.site_id, self.area_id = site_id, None

    def choose_area(self, area_id: str) -> None:
        self.area_id = UUID(area_id)

    def choose_shift(self, shift_kind_id: str) -> None:
        self.shift_kind_id = UUID(shift_kind_id)

    def choose_use(self, use: str) -> None:
        self.use = cast("Use", use)

    def choose_sponsor_mode(self, mode: str) -> None:
        self.sponsor_mode = cast("SponsorMode", mode)

    async def open(self, visitor: Visitor) -> UUID | None:
        """Open the session; its id, or None with the problem shown and everything kept."""
        if self.busy or self.org_id is None or self.site_id is None:
            return None
        if not self.topic.strip():
            self.problem = "Name one task or topic in 1 to 60 characters."
            return None
        await self.tried(visitor.sessions.open(self._new_session(self.org_id, self.site_id)))
        return None if self.problem else self.draft_id

    def _new_session(self, org_id: UUID, site_id: UUID) -> NewSession:
        return NewSession(
            id=self.draft_id,
            org_id=org_id,
            site_id=site_id,
            area_id=self.area_id,
            shift_kind_id=self.shift_kind_id,
            topic=self.topic,
            use=self.use,
            sponsor_role=self.sponsor_role,
            sponsor_mode=self.sponsor_mode,
            seats=self.seats,
            language=self.language,
        )
