"""What a worker's screen remembers: own lines, the team's, and the line being checked."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import flet as ft

from app.domain.capture import SeatConsent, TypedWords
from app.domain.observation import OwnLine
from app.domain.seat import SeatPage
from services.backend.visitor import Visitor
from views.form import Form


@dataclass(eq=False)
class TeamPage(ft.Observable):
    page: SeatPage | None = None

    @property
    def session_id(self) -> str | None:
        return str(self.page.session.id) if self.page else None

    async def load(self, visitor: Visitor) -> None:
        self.page = await visitor.seats.page(visitor.seat)


@dataclass(eq=False)
class Parting(ft.Observable):
    """What this seat has said to letting go and to recording, and the receipts it has asked for."""

    agreed: bool = False
    consent: SeatConsent | None = None
    receipts: dict[UUID, str] = field(default_factory=dict)

    async def load(self, visitor: Visitor) -> None:
        self.consent = await visitor.consents.answer(visitor.seat)

    async def agree(self, visitor: Visitor, agrees: bool) -> None:
        await visitor.releases.read_back(visitor.seat, agrees=agrees)
        self.agreed = agrees

    async def answer(self, visitor: Visitor, *, yes: bool) -> None:
        self.consent = await visitor.consents.answer(visitor.seat, yes=yes)

    async def make_receipt(self, visitor: Visitor, line: UUID) -> None:
        words = await visitor.receipts.make(visitor.seat, line=line)
        self.receipts = {**self.receipts, line: words}


@dataclass(eq=False)
class TypedLine(Form):
    """One line being typed. Its id is made here, so that a second send is the same line."""

    words: str = ""
    sent: bool = False
    line_id: UUID = field(default_factory=uuid4)

    def change(self, words: str) -> None:
        self.words, self.sent = words, False

    async def send(self, visitor: Visitor, team: TeamPage) -> bool:
        """Hand the line in; on trouble the words stay in the field."""
        if self.busy or not self.words.strip() or team.page is None:
            return False
        typed = TypedWords(
            phase="soak" if team.page.session.phase == "soak" else "learn",
            language=team.page.session.language,
            words=self.words.strip(),
        )
        await self.tried(visitor.captures.text(visitor.seat, self.line_id, typed))
        if self.problem:
            return False
        self.words, self.sent, self.line_id = "", True, uuid4()
        return True


@dataclass(eq=False)
class WordsToCheck(Form):
    """One line being read by who said it."""

    line: OwnLine
    words: str
    selection: ft.TextSelection | None = None

    def change(self, words: str) -> None:
        self.words = words
        self.selection = None

    def select(self, word: str) -> None:
        """Mark this word in the field, so that the next letter replaces it."""
        at = self.words.find(word)
        if at >= 0:
            self.selection = ft.TextSelection(base_offset=at, extent_offset=at + len(word))

    async def confirm(self, visitor: Visitor) -> bool:
        """Keep the words as they stand here; False with the problem shown."""
        if self.busy:
            return False
        await self.tried(visitor.seats.confirm(visitor.seat, self.line.id, self.words))
        return not self.problem

    async def withdraw(self, visitor: Visitor) -> None:
        await visitor.seats.withdraw(visitor.seat, self.line.id)


def being_checked(line: OwnLine) -> WordsToCheck:
    return WordsToCheck(line=line, words=line.words)


def waiting_first(lines: tuple[OwnLine, ...]) -> list[OwnLine]:
    """Own lines with those that wait for something on top."""
    return sorted(lines, key=lambda line: line.state == "confirmed")
