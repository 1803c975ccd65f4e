"""The trust page and the rules that two roles change together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from app.domain.trust import TrustPage
from services.backend.connection import Connection

RETENTION: Mapping[str, str] = MappingProxyType(
    {
        "clip_hours": "hours that a recording stays once it is in words, if nobody checks them",
        "failed_clip_days": "days that a recording stays which could not be put into words",
        "room_hours": "hours that a recording of the room stays",
        "hold_days": "days until lines are destroyed that a team has not released",
        "receipt_months": "months that a receipt works",
        "ledger_months": "months that the ledger of openings is kept",
        "review_months": "months after which released lines are looked through again",
    }
)


class TrustPages:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def page(self, org_id: UUID) -> TrustPage:
        """For every role of the organisation; that it was opened is noted. NotAllowedError."""
        return self.read(await self._connection.call("trust_page", org=str(org_id)))

    @staticmethod
    def read(answer: dict[str, Any]) -> TrustPage:
        return TrustPage.model_validate(answer)

    async def propose(self, org_id: UUID, rule: str, value: int) -> UUID:
        """Propose a rule as administrator or representative; nothing changes yet.

        Raises InvalidInputError (`rule_limits`, `unknown_rule`), NotAllowedError.
        """
        change = uuid4()
        await self._connection.call(
            "propose_rule", change=str(change), org=str(org_id), rule=rule, value=value
        )
        return change

    async def agree(self, change: UUID) -> None:
        """Agree as the other role and another person: from now on the rule holds."""
        await self._connection.call("agree_rule", change=str(change))

    async def withdraw(self, change: UUID) -> None:
        await self._connection.call("withdraw_rule", change=str(change))

    async def numbers(self, org_id: UUID) -> list[dict[str, Any]]:
        """The numbers that may be seen: measure, scope, of, at, value. As of last night."""
        answer = await self._connection.read("rollups", org=str(org_id))
        return list(answer["numbers"])
