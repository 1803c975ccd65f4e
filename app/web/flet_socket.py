"""The Flet endpoint for phones on a weak network: a dropped socket goes on where it was.

Flet 1.0.5 alone loses people in three ways. Its client freezes after a reconnect, because views
come again under the ids it already has. It keys a session by address, so a phone that changes
network loses everything. It refuses to resume while a dead socket still counts as connected.
It also knows no identity: here a session belongs to the cookies that opened it, and to nobody
else who might learn its id.

This leans on private names of Flet; a test fails when another version is installed.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import flet as ft
import msgpack
from fastapi import WebSocket, WebSocketDisconnect
from flet.components.public_utils import unwrap_component
from flet.controls.id_counter import ControlId
from flet.messaging.protocol import Message, MessageAction, decode_ext_from_msgpack
from flet.messaging.session import Session
from flet_web.fastapi.flet_app import FletApp
from flet_web.fastapi.flet_app_manager import app_manager
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from app.web.cookies import SEAT_COOKIE, SESSION_COOKIE, WALL_COOKIE
from app.web.language import LANGUAGE_COOKIE

logger = logging.getLogger(__name__)

Main = Callable[[ft.Page, str | None, str | None, str | None], Awaitable[None]]
FLET_VERSION = "1.0.5"
COOKIES = SESSION_COOKIE, SEAT_COOKIE, WALL_COOKIE
OTHER_SITE, LET_GO = 4403, 1012
PROTOCOL_FRAME = b"\x00"
HELLO_WITHIN = 20.0  # seconds from opening the socket to its first message
ANSWER_WITHIN = 1.5  # seconds for an old socket to show that somebody is there
LEAVE_WITHIN = 3.0
KEPT_FOR = 3600  # seconds that a session waits for its phone to come back
BROKEN = "Something broke while opening. Load the page again."


class FletSocket:
    """The ASGI app at `/ws`, and `live`, by which a page asks whether its socket still answers.

    Args:
        main: draws the app for a page; gets the values of the three cookies, or None.
        dress: gives the current page its look before anything is drawn, so that nothing flashes.
        origins: scheme://host under which a proxy serves us with another Host header.
        kept_for: seconds that a session is kept without a socket.
    """

    def __init__(
        self,
        main: Main,
        dress: Callable[[], None] | None = None,
        origins: frozenset[str] = frozenset(),
        kept_for: int = KEPT_FOR,
    ) -> None:
        self._main = main
        self._dress = dress
        self._origins = origins
        self._kept_for = kept_for
        self._key = secrets.token_bytes(32)
        self._lines: dict[tuple[str, str], _Line] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._from_our_page(HTTPConnection(scope)):
            await WebSocket(scope, receive, send).close(OTHER_SITE)
            return
        identity = self._identity(HTTPConnection(scope))
        # What Flet takes for the address is part of a session's key, and told to nobody else.
        websocket = WebSocket({**scope, "client": (identity, 0)}, receive, send)
        line = _Line(websocket, self, identity)
        try:
            await line.hold()
        finally:
            if self._lines.get(line.key) is line:
                del self._lines[line.key]

    async def live(self, request: Request) -> JSONResponse:
        """Does the socket of the session in `x-leaven-page` answer? Its own cookies must ask."""
        key = (self._identity(request), request.headers.get("x-leaven-page", ""))
        line = self._lines.get(key)
        return JSONResponse({"alive": line is not None and await line.answers()})

    def line_of(self, identity: str, session_id: str) -> "_Line | None":
        return self._lines.get((identity, session_id))

    def registered(self, line: "_Line") -> None:
        self._lines[line.key] = line

    def app(self, websocket: WebSocket) -> "_ResumableApp":
        cookies = websocket.cookies

        def remember(page: ft.Page) -> None:
            for name in (*COOKIES, LANGUAGE_COOKIE):
                page.session.store.set(name, cookies.get(name))
            if self._dress is not None:
                self._dress()

        return _ResumableApp(
            loop=asyncio.get_running_loop(),
            executor=app_manager.executor,
            main=self.main,
            before_main=remember,
            session_timeout_seconds=self._kept_for,
        )

    async def main(self, page: ft.Page) -> None:
        """One callable for all visitors: Flet keeps something for each that it is given."""
        store = page.session.store
        try:
            await self._main(page, *(store.get(name) for name in COOKIES))
        except Exception as error:  # noqa: BLE001 - else Flet sends the error's text to the phone
            logger.error("opening a page failed: %s", type(error).__name__)  # noqa: TRY400
            page.session.error(BROKEN)

    def _identity(self, connection: HTTPConnection) -> str:
        cookies = connection.cookies
        told = "\0".join(cookies.get(name, "") for name in COOKIES)
        return hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest()

    def _from_our_page(self, connection: HTTPConnection) -> bool:
        """A browser always says which page opens a socket; without that, nothing is opened."""
        origin = connection.headers.get("origin", "")
        ours = urlsplit(origin).netloc == connection.headers.get("host", "-")
        return ours or origin in self._origins


class _Line:
    """One socket, from its first message to its end."""

    def __init__(self, websocket: WebSocket, endpoint: FletSocket, identity: str) -> None:
        self.key = (identity, "")
        self._endpoint = endpoint
        self._receive = websocket.receive_bytes
        self._websocket = websocket
        self._app = endpoint.app(websocket)
        self._taken_over = asyncio.Event()
        self._gone = asyncio.Event()
        self._greeted = False

    async def hold(self) -> None:
        self._app.on_registered = self._registered
        # Flet reads from the object that it is given: this is where we listen first.
        self._websocket.receive_bytes = self._next  # type: ignore[method-assign]
        try:
            await self._app.handle(self._websocket)
        finally:
            self._gone.set()
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the other was first
                await self._websocket.close(LET_GO)

    async def answers(self, within: float = ANSWER_WITHIN) -> bool:
        """Is there a client behind this socket? It refuses an unknown method: that is an answer."""
        session = self._app.session
        if session is None or self._gone.is_set():
            return False
        try:
            await session.invoke_method(session.page._i, "are_you_there", {}, timeout=within)
        except TimeoutError:
            return False
        except RuntimeError:
            return True
        return True

    async def yield_to_newer(self) -> None:
        self._taken_over.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), LEAVE_WITHIN)

    def _registered(self, session_id: str) -> None:
        self.key = (self.key[0], session_id)
        self._endpoint.registered(self)

    async def _next(self) -> bytes:
        within = None if self._greeted else HELLO_WITHIN
        message = await self._message(within)
        if not self._greeted:
            self._greeted = True
            await self._make_room(message)
        return message

    async def _message(self, within: float | None) -> bytes:
        """The next message; a disconnect when a newer socket of the same phone takes over."""
        reading = asyncio.ensure_future(self._receive())
        taken = asyncio.ensure_future(self._taken_over.wait())
        try:
            await asyncio.wait({reading, taken}, timeout=within, return_when="FIRST_COMPLETED")
            if not reading.done() or taken.done():
                raise WebSocketDisconnect(LET_GO, "taken over or silent")
            return reading.result()
        finally:
            for each in (reading, taken):
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                    await each

    async def _make_room(self, hello: bytes) -> None:
        """If the session that is asked for hangs on a socket where nobody answers, end that one.

        A duplicated tab carries the same session id; its first tab answers and keeps it, and
        Flet then gives the second tab a session of its own.
        """
        old = self._endpoint.line_of(self.key[0], _asked_for(hello))
        if old is not None and not await old.answers():
            await old.yield_to_newer()


class _ResumableApp(FletApp):  # type: ignore[misc]  # flet_web is untyped
    """Flet's connection, so that a resumed picture moves and a lost socket is always noticed."""

    on_registered: Callable[[str], None]

    @property
    def session(self) -> Session | None:
        session: Session | None = self._FletApp__session
        return session

    @override
    async def handle(self, websocket: WebSocket) -> None:
        """As in Flet, but for a client that leaves without a word, and a send that fails."""
        private: Any = self
        private._FletApp__websocket = websocket
        private._FletApp__client_ip = websocket.client.host if websocket.client else ""
        private._FletApp__client_user_agent = websocket.headers.get("user-agent", "")
        private._FletApp__oauth_state_id = None
        self.pubsubhub = app_manager.get_pubsubhub(private._FletApp__main, loop=self.loop)
        self.page_url = str(websocket.url).rsplit("/", 1)[0]
        self.page_name = ""
        await websocket.accept()
        outgoing: asyncio.Queue[bytes | None] = asyncio.Queue()
        private._FletApp__send_queue = outgoing
        sending = asyncio.create_task(private._FletApp__send_loop())
        try:
            await private._FletApp__receive_loop()
        finally:
            outgoing.put_nowait(None)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, OSError):
                await sending
            await self._part()

    @override
    def send_message(self, message: Message) -> None:
        if message.action == MessageAction.REGISTER_CLIENT:
            self.on_registered(message.body.session_id)
            if isinstance(message.body.page_patch, ft.Page):
                _renew(message.body.page_patch)
                self._read_language_anew(message.body.page_patch)
        super().send_message(message)

    def _read_language_anew(self, page: ft.Page) -> None:
        """Somebody may have picked one on a page beside the app since this session began."""
        picked = self._FletApp__websocket.cookies.get(LANGUAGE_COOKIE)
        if picked:
            page.session.store.set(LANGUAGE_COOKIE, picked)

    async def _part(self) -> None:
        session, private = self.session, self
        if session is not None and session.connection is self:
            key = private._FletApp__get_unique_session_id(session.id)
            await app_manager.disconnect_session(key, private._FletApp__session_timeout_seconds)


def _renew(page: ft.Page) -> None:
    """Fresh ids for the views of a resumed page: with the old ones the client's picture freezes.

    An open dialog freezes the same way; it goes, and its component shows it again.
    """
    views = unwrap_component(page.views)
    for each in views if isinstance(views, list) else [views]:
        view = unwrap_component(each)
        view._i = ControlId.next()
        page.session.index[view._i] = view
    page._dialogs.controls.clear()


def _asked_for(hello: bytes) -> str:
    """The session id in a client's first message; empty if there is none."""
    if hello[:1] != PROTOCOL_FRAME:
        return ""
    try:
        action, body, *_ = msgpack.unpackb(hello[1:], ext_hook=decode_ext_from_msgpack)
    except (ValueError, msgpack.UnpackException):
        return ""
    if action != MessageAction.REGISTER_CLIENT.value or not isinstance(body, dict):
        return ""
    return str(body.get("session_id") or "")
