"""Signed-in browsers: the cookie is random; the tokens stay on the server's side, encrypted."""

import asyncio
import secrets
import time
from collections.abc import Callable
from uuid import UUID

from cryptography.fernet import InvalidToken

from app.errors import InvalidInputError, NotAllowedError, NotSignedInError
from services.backend.connection import SIGN_IN_AGAIN, Connection, Project
from services.backend.sealed import box_for
from services.backend.sign_in import SignIn, Tokens

REFRESH_BEFORE_END = 60  # seconds


class BrowserSessions:
    """Begins, finds and ends signed-in browsers. `now` is seconds since the epoch."""

    def __init__(self, project: Project, now: Callable[[], float] = time.time) -> None:
        self._server = Connection(project, as_server=True)
        self._sign_in = SignIn(project)
        self._box = box_for("browser sessions", project.secret_key)
        self._now = now

    async def begin(self, tokens: Tokens) -> str:
        """A one-use ticket, good for a minute, for the browser to trade for its cookie."""
        ticket = secrets.token_urlsafe(32)
        await self._server.call(
            "server_begin_browser_session",
            person=str(tokens.person_id),
            ticket=ticket,
            tokens=self._seal(tokens),
        )
        return ticket

    async def land(self, ticket: str) -> str:
        """The cookie for a ticket. Raises NotAllowedError for a used, old or invented one."""
        cookie = secrets.token_urlsafe(32)
        answer = await self._server.call(
            "server_land_browser_session", ticket=ticket, cookie=cookie
        )
        if not answer["ok"]:
            raise NotAllowedError("This sign-in link has been used or is too old. Sign in again.")
        return cookie

    async def find(self, cookie: str) -> "SignedIn | None":
        answer = await self._server.call("server_browser_session", cookie=cookie)
        try:
            tokens = self._open(answer["tokens"] or "")
        except InvalidToken:
            return None
        chosen = answer.get("chosen_org")
        return SignedIn(self, cookie, tokens, UUID(chosen) if chosen else None)

    async def choose(self, cookie: str, org_id: UUID) -> None:
        """Keep at which organisation this browser looks. Raises NotAllowedError for others."""
        answer = await self._server.call(
            "server_choose_organisation", cookie=cookie, org=str(org_id)
        )
        if not answer["ok"]:
            raise NotAllowedError("You do not belong to this organisation.")

    async def end(self, signed_in: "SignedIn", *, everywhere: bool = False) -> None:
        """Sign this browser out, or every browser of this person."""
        await self._server.call(
            "server_end_browser_session", cookie=signed_in.cookie, everywhere=everywhere
        )
        await self._sign_in.sign_out(await signed_in.tokens(), everywhere=everywhere)

    async def renewed(self, cookie: str, tokens: Tokens) -> Tokens:
        """Tokens that still last; another server process may have renewed them first."""
        if tokens.ends_at - self._now() > REFRESH_BEFORE_END:
            return tokens
        stored = await self.find(cookie)
        if stored is None:
            raise NotSignedInError(SIGN_IN_AGAIN)
        if stored.held.ends_at - self._now() > REFRESH_BEFORE_END:
            return stored.held
        try:
            fresh = await self._sign_in.refresh(stored.held)
        except InvalidInputError as error:
            raise NotSignedInError(SIGN_IN_AGAIN) from error
        await self._server.call("server_keep_tokens", cookie=cookie, tokens=self._seal(fresh))
        return fresh

    def _seal(self, tokens: Tokens) -> str:
        return self._box.encrypt(tokens.model_dump_json().encode()).decode()

    def _open(self, sealed: str) -> Tokens:
        return Tokens.model_validate_json(self._box.decrypt(sealed.encode()))


class SignedIn:
    """A signed-in browser, for as long as a screen of it is open."""

    def __init__(
        self,
        sessions: BrowserSessions,
        cookie: str,
        held: Tokens,
        chosen_org: UUID | None = None,
    ) -> None:
        self.cookie = cookie
        self.held = held
        self.chosen_org = chosen_org
        self._sessions = sessions
        self._one_at_a_time = asyncio.Lock()

    async def tokens(self) -> Tokens:
        async with self._one_at_a_time:
            self.held = await self._sessions.renewed(self.cookie, self.held)
            return self.held

    async def choose(self, org_id: UUID) -> None:
        await self._sessions.choose(self.cookie, org_id)
        self.chosen_org = org_id

    async def access_token(self) -> str:
        """The bearer for the next call, renewed if it is about to end."""
        return (await self.tokens()).access
