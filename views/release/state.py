"""What the release screen knows: whether the team has read its story back."""

from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.room import RoomText
from app.domain.seat import Board
from services.backend.release import ReleaseState
from services.backend.visitor import Visitor


@dataclass(eq=False)
class Release(ft.Observable):
    session_id: UUID
    board: Board | None = None
    state: ReleaseState | None = None
    room: RoomText = field(default_factory=RoomText)
    asking: bool = False

    async def load(self, visitor: Visitor) -> None:
        self.board = await visitor.sessions.board(self.session_id)
        self.state = await visitor.releases.state(self.session_id)
        self.room = await visitor.room_words.text(self.session_id)

    async def keep_room_line(self, visitor: Visitor, line: UUID, words: str) -> None:
        self.room = await visitor.room_words.keep(self.session_id, line, words)

    async def drop_room_line(self, visitor: Visitor, line: UUID) -> None:
        self.room = await visitor.room_words.drop(self.session_id, line)

    def ask(self) -> None:
        self.asking = True

    def leave_it(self) -> None:
        self.asking = False

    async def let_go(self, visitor: Visitor) -> None:
        """Release, leaving behind as many unchecked lines as the screen said."""
        self.asking = False
        unsettled = self.state.unsettled if self.state else None
        await visitor.releases.release(self.session_id, leave_behind=unsettled or 0)
        await self.load(visitor)
