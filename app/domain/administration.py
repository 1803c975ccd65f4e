"""What an administrator looks after: people with an account, places, mail."""

from uuid import UUID

from app.domain.noun import Noun
from app.domain.organisation import Role

ROLES: dict[Role, str] = {
    "facilitator": "Facilitator",
    "sponsor": "Sponsor",
    "member": "Reader",
    "representative": "Worker representative",
    "administrator": "Administrator",
}


class NamedPerson(Noun):
    """Somebody with an account. Workers never stand here."""

    id: UUID
    email: str
    roles: tuple[Role, ...] = ()


class Invitation(Noun):
    email: str
    role: Role
    over: bool = False


class NamedSite(Noun):
    id: UUID
    name: str
    kind: str = ""
    danger_name: str = ""
    danger_contact: str = ""


class People(Noun):
    people: tuple[NamedPerson, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    sites: tuple[NamedSite, ...] = ()


class MailHealth(Noun):
    """The last seven days of mail, without addresses."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    troubles: tuple[str, ...] = ()
