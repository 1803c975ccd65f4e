"""What a guide's screens share: the board, what stands beside it, and one way to act."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.domain.flow import Flow
from app.domain.observation import Line
from app.domain.seat import Board
from app.domain.session import Session
from services.backend.visitor import Visitor
from views.form import Form


@dataclass(eq=False)
class Guided(ft.Observable):
    """A session as its guide sees it; loaded again after every change, by whomever."""

    session_id: UUID
    board: Board | None = None
    flow: Flow | None = None

    async def load(self, visitor: Visitor) -> None:
        self.board, self.flow = await asyncio.gather(
            visitor.sessions.board(self.session_id), visitor.flows.of(self.session_id)
        )

    async def after(self, visitor: Visitor, act: Awaitable[object]) -> None:
        """Do it and show where the session is, also when somebody else was first."""
        try:
            await act
        finally:
            await self.load(visitor)

    @property
    def session(self) -> Session:
        assert self.board is not None  # noqa: S101 - screens draw only what has been loaded
        return self.board.session

    @property
    def closed(self) -> bool:
        """Everything is read; nothing is written any more."""
        return self.session.phase == "closed"

    @property
    def beside(self) -> Flow:
        assert self.flow is not None  # noqa: S101 - screens draw only what has been loaded
        return self.flow

    @property
    def lines(self) -> tuple[Line, ...]:
        """Confirmed lines that are not parked, in the board's order."""
        lines = self.board.lines if self.board else ()
        return tuple(each for each in lines if each.state == "confirmed" and not each.parked)

    def line(self, line_id: UUID) -> Line | None:
        lines = self.board.lines if self.board else ()
        return next((each for each in lines if each.id == line_id), None)


@dataclass(eq=False)
class Draft(Form):
    """A text being written; the smallest component owns it."""

    words: str = ""

    def change(self, words: str) -> None:
        self.words = words

    async def send(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do it with the words as they are; on success the field is empty again."""
        if self.busy:
            return
        with self.sending():
            await act()
            self.words = ""
