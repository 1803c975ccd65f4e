"""For whom a request is: the person or the seat that a browser's cookies stand for."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request

from app.errors import ConflictError, NotSignedInError
from app.web.cookies import SEAT_COOKIE, SESSION_COOKIE
from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Connection, Project
from services.backend.visitor import Visitor

ConnectionOf = Callable[[Request], Awaitable[Connection]]


class FindVisitor(Protocol):
    async def with_cookies(self, session_cookie: str | None, seat_secret: str | None) -> Visitor:
        """The visitor that a browser's cookies stand for."""


async def visitor_of(visitors: FindVisitor, request: Request) -> Visitor:
    """The person, else the seat, else nobody."""
    return await visitors.with_cookies(
        request.cookies.get(SESSION_COOKIE), request.cookies.get(SEAT_COOKIE)
    )


async def person_of(visitors: FindVisitor, request: Request) -> Visitor:
    """Who is signed in; a seat in the same browser is not looked at. Raises NotSignedInError."""
    visitor = await visitors.with_cookies(request.cookies.get(SESSION_COOKIE), None)
    if not visitor.signed_in:
        raise sign_in_first()
    return visitor


def sign_in_first() -> NotSignedInError:
    return NotSignedInError("Sign in first, then come back here.")


def signed_in_of(project: Project, waits: Callable[[], ConflictError]) -> ConnectionOf:
    """Calls as whoever is signed in; for nobody it `waits`.

    A conflict, not a refusal: the device keeps what it has and sends it again after a sign-in.
    """
    browser_sessions = BrowserSessions(project)

    async def connection_of(request: Request) -> Connection:
        signed_in = await browser_sessions.find(request.cookies.get(SESSION_COOKIE, ""))
        if signed_in is None:
            raise waits()
        return Connection(project, signed_in.access_token)

    return connection_of
