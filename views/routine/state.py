"""A shared tablet between two people: three answers, kept for this person only and then gone."""

from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.prompt import ROUTINE
from app.domain.routine import LeftLine, WallPage
from services.backend.routines import fresh_ids
from services.backend.seats import new_device_secret
from services.backend.visitor import Visitor
from views.form import Form


@dataclass(eq=False)
class Wall(ft.Observable):
    card: str
    page: WallPage | None = None

    async def load(self, visitor: Visitor) -> None:
        if self.card:
            self.page = await visitor.routines.page(self.card)

    async def let_stand(self, visitor: Visitor, line: LeftLine, words: str) -> None:
        self.page = await visitor.routines.let_stand(self.card, line.id, words)

    async def drop(self, visitor: Visitor, line: LeftLine) -> None:
        self.page = await visitor.routines.drop(self.card, line.id)


@dataclass(eq=False)
class Turn(Form):
    """One person's turn. Its ids and key are made with it: a second send is harmless."""

    answers: tuple[str, ...] = ("",) * len(ROUTINE)
    thanked: bool = False
    touched: int = 0
    ids: list[UUID] = field(default_factory=lambda: fresh_ids(len(ROUTINE)))
    key: str = field(default_factory=new_device_secret)

    @property
    def empty(self) -> bool:
        return not any(each.strip() for each in self.answers)

    def write(self, at: int, words: str) -> None:
        self.answers = (*self.answers[:at], words, *self.answers[at + 1 :])
        self.thanked = False
        self.touched += 1

    def clear(self) -> None:
        """Nothing of the last person stays on the screen or in memory."""
        self.answers, self.ids, self.key = ("",) * len(ROUTINE), fresh_ids(3), new_device_secret()
        self.touched += 1

    async def send(self, visitor: Visitor, wall: Wall) -> None:
        if self.busy or self.empty or wall.page is None:
            return
        said = [
            (answer_id, words.strip())
            for answer_id, words in zip(self.ids, self.answers, strict=True)
            if words.strip()
        ]
        with self.sending():
            await visitor.routines.say(wall.card, said, wall.page.language, self.key)
            self.clear()
            self.thanked = True
