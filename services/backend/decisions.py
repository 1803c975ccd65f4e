"""Deciding: one action at a time, once, with a reason."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from app.domain.crew import CrewAction, WaitingLine
from app.domain.decision import ActionCard, NewDecision, OwnedAction, OwnerState
from services.backend.connection import Connection, refuse_unless_ok


class Decisions:
    """For a sponsor on a phone, or a facilitator's tablet with the sponsor in the room."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def waiting(self, org_id: UUID) -> Sequence[ActionCard]:
        """The cards that wait, overdue first. No authors, no seats, no times, no audio."""
        answer = await self._connection.read("sponsor_cards", org=str(org_id))
        return [ActionCard.model_validate(each) for each in answer["cards"]]

    async def card(self, action_id: UUID) -> ActionCard:
        answer = await self._connection.read("action_card", action=str(action_id))
        return ActionCard.model_validate(answer)

    async def of_session(self, session_id: UUID) -> Sequence[CrewAction]:
        """What became of a session's actions, for its facilitator."""
        answer = await self._connection.read("session_actions", session=str(session_id))
        return [CrewAction.model_validate(each) for each in answer["actions"]]

    async def decide(self, decision: NewDecision) -> ActionCard:
        """Decide, once. Sending the same decision again answers the same.

        Raises ConflictError `already_decided` when somebody was first, or `ungrounded` when the
        lines behind it were withdrawn; InvalidInputError when the reason or the day is missing.
        """
        given = decision.model_dump(mode="json", exclude={"id", "action_id", "verdict"})
        answer = await self._connection.call(
            "decide",
            decision_id=str(decision.id),
            action=str(decision.action_id),
            verdict=decision.verdict,
            details={name: value for name, value in given.items() if value is not None},
        )
        return ActionCard.model_validate(answer)

    async def owner_link(self, action_id: UUID) -> str:
        """A fresh secret for the owner's link; every older link of this action ends."""
        answer = await self._connection.call("make_owner_link", action=str(action_id))
        return str(answer["secret"])

    async def mark(self, action_id: UUID, state: OwnerState, note: str = "") -> ActionCard:
        """For what a team does itself: its facilitator says doing, done or cannot."""
        answer = await self._connection.call(
            "mark_action", action=str(action_id), mark_id=str(uuid4()), state=state, note=note
        )
        return ActionCard.model_validate(answer)

    async def count_hands(self, action_id: UUID, counts: dict[str, int]) -> None:
        """A show of hands instead of answers by card; at least three, never names."""
        await self._connection.call("count_hands", action=str(action_id), counts=counts)

    async def let_differences_go(self, action_id: UUID) -> None:
        await self._connection.call("let_differences_go", action=str(action_id))

    async def unanswered(self, org_id: UUID) -> Sequence[WaitingLine]:
        answer = await self._connection.read("unanswered", org=str(org_id))
        return [WaitingLine.model_validate(each) for each in answer["lines"]]


class OwnedActions:
    """What an owner's link opens, without an account: that action and its lines."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, link: str, device_secret: str, caller: str = "") -> OwnedAction:
        """Bind the link to this device; on another device it opens nothing any more."""
        answer = await self._connection.call(
            "take_owner_link", link=link, device_secret=device_secret, caller=caller
        )
        return _owned(refuse_unless_ok(answer))

    async def page(self, secret: str) -> OwnedAction:
        return _owned(await self._connection.call("owner_page", secret=secret))

    async def mark(
        self, secret: str, state: OwnerState, note: str = "", mark_id: UUID | None = None
    ) -> OwnedAction:
        """Say doing, done or cannot (which needs its note)."""
        answer = await self._connection.call(
            "owner_mark", secret=secret, mark_id=str(mark_id or uuid4()), state=state, note=note
        )
        return _owned(answer)


def _owned(answer: dict[str, Any]) -> OwnedAction:
    return OwnedAction.model_validate(answer["action"])
