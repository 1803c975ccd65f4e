"""The organisation that a signed-in person looks at: the first of theirs."""

from app.domain.organisation import Organisation
from app.errors import NotAllowedError
from services.backend.visitor import Visitor


async def organisation_of(visitor: Visitor) -> Organisation:
    """Raises NotAllowedError for somebody who belongs to none."""
    person = await visitor.organisations.me()
    if not person.organisations:
        raise NotAllowedError("You belong to no organisation yet. Ask for an invitation.")
    return person.organisations[0]
