"""What the look-for screens have loaded, and the card that is being written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import flet as ft

from app.domain.look_for import AdoptionKind, CardPage, LookForCard, QuotableLine, Quote
from services.backend.visitor import Visitor
from views.form import Form
from views.organisation import organisation_of
from views.share.take_up import Reply

MOST = 12
"""Cards to choose from: the latest ones."""


@dataclass(eq=False)
class CardList(ft.Observable):
    cards: Sequence[LookForCard] = field(default_factory=tuple)
    loaded: bool = False

    async def load(self, visitor: Visitor) -> None:
        organisation = await organisation_of(visitor)
        self.cards = await visitor.loop.cards.shared(organisation.id)
        self.loaded = True


@dataclass(eq=False)
class OneCard(ft.Observable):
    card_id: UUID
    page: CardPage | None = None
    reply: Reply = field(default_factory=Reply)

    async def load(self, visitor: Visitor) -> None:
        self.page = await visitor.loop.cards.page(self.card_id)

    async def adopt(self, visitor: Visitor, kind: AdoptionKind) -> None:
        """One tap: we have this too, we tried it, we built on it; with a line if there is one."""
        await visitor.loop.cards.adopt(self.card_id, kind, self.reply.words)
        self.reply.arrived()
        await self.load(visitor)


@dataclass(eq=False)
class CardForm(Form):
    """The card of a session before it is shared; quotes are whole released lines."""

    session_id: UUID
    card_id: UUID = field(default_factory=uuid4)
    saw: str = ""
    look_for: str = ""
    changed: str = ""
    quoted: frozenset[str] = frozenset()
    lines: Sequence[QuotableLine] = field(default_factory=tuple)
    shared: Sequence[LookForCard] = field(default_factory=tuple)
    others: Sequence[LookForCard] = field(default_factory=tuple)
    """Cards of other teams that this one may be built on."""
    built_on: UUID | None = None
    loaded: bool = False

    async def load(self, visitor: Visitor) -> None:
        found = await visitor.loop.cards.of_session(self.session_id)
        self.lines = found.lines
        self.shared = [card for card in found.cards if card.shared]
        drafts = [card for card in found.cards if not card.shared]
        if drafts:
            draft = drafts[0]
            self.card_id = draft.id
            self.saw, self.look_for, self.changed = draft.saw, draft.look_for, draft.changed
            self.quoted = frozenset(str(each.line_id) for each in draft.quotes)
            self.built_on = draft.built_on
        organisation = await organisation_of(visitor)
        everybody = await visitor.loop.cards.shared(organisation.id)
        self.others = [each for each in everybody if each.session_id != self.session_id][:MOST]
        self.loaded = True

    def toggle(self, line_id: str) -> None:
        self.quoted = self.quoted ^ {line_id}

    @property
    def card(self) -> LookForCard:
        return LookForCard(
            id=self.card_id,
            session_id=self.session_id,
            saw=self.saw,
            look_for=self.look_for,
            changed=self.changed,
            built_on=self.built_on,
            quotes=tuple(
                Quote(line_id=line.id, words=line.words)
                for line in self.lines
                if str(line.id) in self.quoted
            ),
        )

    async def share(self, visitor: Visitor) -> UUID | None:
        """Write and share it; its id, or None while another tap is at work."""
        if self.busy:
            return None
        with self.sending():
            await visitor.loop.cards.write(self.card)
            await visitor.loop.cards.share(self.card_id)
        return self.card_id
