"""A whole Leaven on a fresh database with the worked example in it, and people to use it."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.capture import Photo, TypedWords
from app.domain.organisation import Organisation
from app.domain.session import NewSession, Session
from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Project
from services.backend.receipts import receipts_of
from services.backend.seats import new_device_secret
from services.backend.sign_in import SignIn
from services.backend.visitor import Visitor, Visitors
from services.embedded.project import EmbeddedProject
from services.example.build import build_example
from services.example.content import PEOPLE
from services.live import Live
from tests.support.camera import photo
from tests.support.embedded import Mailbox

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Works:
    """The example organisation, and how its people come in."""

    project: Project
    dsn: str
    visitors: Visitors
    mailbox: Mailbox
    cookies: dict[str, str] = field(default_factory=dict)

    async def person(self, role: str) -> Visitor:
        """The example's person with this role, signed in through the front door."""
        email = PEOPLE[role]
        await SignIn(self.project).send_code(email)
        code = await self.mailbox.code_for(email)
        tokens = await SignIn(self.project).verify(email, code)
        sessions = BrowserSessions(self.project)
        self.cookies[role] = await sessions.land(await sessions.begin(tokens))
        return await self.same_browser(role)

    async def same_browser(self, role: str) -> Visitor:
        """The page loaded again in the browser of this person."""
        return await self.visitors.with_cookies(self.cookies[role], None)

    async def nobody(self) -> Visitor:
        return await self.visitors.with_cookies(None, None)

    async def organisation(self, visitor: Visitor) -> Organisation:
        return (await visitor.organisations.me()).organisations[0]

    async def session_in(self, visitor: Visitor, phase: str) -> Session:
        """The example's session in this phase."""
        organisation = await self.organisation(visitor)
        sessions = await visitor.sessions.mine(organisation.id)
        return next(each for each in sessions if each.phase == phase)

    async def open_session(self, visitor: Visitor, seats: int = 3) -> tuple[UUID, list[Visitor]]:
        """A session of their own in Learn, and visitors who hold its seats."""
        organisation = await self.organisation(visitor)
        places = await visitor.organisations.places(organisation.id)
        session = NewSession(
            id=uuid4(),
            org_id=organisation.id,
            site_id=places.sites[0].id,
            topic="Clearing the wash bay",
            use="work",
            seats=seats,
        )
        cards = await visitor.sessions.open(session)
        await visitor.sessions.show_promise(session.id)
        await visitor.sessions.move(session.id, "learn")
        return session.id, [await self.seated(card.secret) for card in cards]

    async def seated(self, card: str) -> Visitor:
        """A phone that has taken this card."""
        device = new_device_secret()
        visitor = await self.visitors.with_cookies(None, device)
        await visitor.seats.take(card, device)
        return visitor

    async def say(self, seat: Visitor, words: str) -> None:
        """Type a line from this seat. Under which id it stands nobody outside learns."""
        await seat.captures.text(seat.seat, uuid4(), TypedWords(phase="learn", words=words))

    async def photograph(self, seat: Visitor, words: str) -> None:
        """A photo from this seat, as a phone sends it."""
        capture, sent = uuid4(), photo()
        made = Photo(
            kind="photo",
            words=words,
            people="nobody",
            chunks=1,
            sha256=hashlib.sha256(sent).hexdigest(),
            mime="image/jpeg",
            phase="learn",
        )
        await seat.captures.chunk(seat.seat, capture, 0, sent)
        await seat.captures.photo(seat.seat, capture, made)


@pytest.fixture
async def works(embedded_project: EmbeddedProject, mailbox: Mailbox) -> AsyncIterator[Works]:
    dsn = embedded_project.dsn
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await build_example(connection, NOW)
    project = Project(
        embedded_project.url,
        embedded_project.publishable_key,
        embedded_project.secret_key,
        embedded_project.http,
    )
    async with Live(dsn) as live:
        visitors = Visitors(project, live, receipts_of(project), "http://test")
        yield Works(project, dsn, visitors, mailbox)
