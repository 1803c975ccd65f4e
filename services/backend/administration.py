"""Places, people and mail, for administrators."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.administration import MailHealth, NamedSite, People
from app.domain.organisation import Organisation, Places, Role
from services.backend.connection import Connection


class Administration:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def people(self, org_id: UUID) -> People:
        return People.model_validate(await self._connection.read("people", org=str(org_id)))

    async def save_organisation(self, organisation: Organisation) -> None:
        details = organisation.model_dump(
            mode="json", include={"name", "languages", "improve_label"}
        )
        await self._connection.call("save_organisation", org=str(organisation.id), details=details)

    async def save_site(self, org_id: UUID, site: NamedSite) -> Places:
        details = site.model_dump(mode="json", exclude={"id"})
        answer = await self._connection.call(
            "save_site", site_id=str(site.id), org=str(org_id), details=details
        )
        return Places.model_validate(answer)

    async def add_area(self, site_id: UUID, name: str) -> Places:
        return await self.rename_area(site_id, uuid4(), name)

    async def rename_area(self, site_id: UUID, area_id: UUID, name: str) -> Places:
        answer = await self._connection.call(
            "save_area", area_id=str(area_id), site=str(site_id), name=name
        )
        return Places.model_validate(answer)

    async def add_shift_kind(self, org_id: UUID, name: str) -> Places:
        return await self.rename_shift_kind(org_id, uuid4(), name)

    async def rename_shift_kind(self, org_id: UUID, kind_id: UUID, name: str) -> Places:
        answer = await self._connection.call(
            "save_shift_kind", kind_id=str(kind_id), org=str(org_id), name=name
        )
        return Places.model_validate(answer)

    async def remove_place(self, org_id: UUID, kind: str, place_id: UUID) -> Places:
        """`kind`: site, area or shift kind. A site with sessions stays (`has_sessions`)."""
        answer = await self._connection.call(
            "remove_place", org=str(org_id), kind=kind, place=str(place_id)
        )
        return Places.model_validate(answer)

    async def invite(self, org_id: UUID, email: str, role: Role) -> str:
        """The secret of a link that gives this address this role, for two weeks."""
        answer = await self._connection.call("invite", org=str(org_id), email=email, role=role)
        return str(answer["secret"])

    async def cancel_invitation(self, org_id: UUID, email: str, role: Role) -> None:
        await self._connection.call("cancel_invitation", org=str(org_id), email=email, role=role)

    async def set_roles(self, org_id: UUID, person_id: UUID, roles: Sequence[Role]) -> People:
        """No roles: the person is gone, the record stays. The last administrator cannot go."""
        answer = await self._connection.call(
            "set_roles", org=str(org_id), person=str(person_id), roles=list(roles)
        )
        return People.model_validate(answer)

    async def mail_health(self, org_id: UUID) -> MailHealth:
        answer = await self._connection.read("mail_health", org=str(org_id))
        return MailHealth.model_validate(answer)


class MailWishes:
    """How often a person is told that something waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def mine(self) -> str:
        return str((await self._connection.call("mail_wish"))["rhythm"])

    async def choose(self, rhythm: str) -> None:
        """`rhythm`: daily, weekly or never."""
        await self._connection.call("mail_wish", rhythm=rhythm)

    async def stop(self, token: str) -> None:
        """By the link in a mail, without signing in."""
        await self._connection.call("stop_mail", token=token)
