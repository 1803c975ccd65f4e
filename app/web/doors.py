"""The doors of the web server that are no screen: health, entering, leaving, local codes."""

from collections import deque
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.domain.way_back import sign_in_for, way_back
from app.errors import LeavenError
from app.web.cookies import SESSION_COOKIE, keep_cookie
from app.web.plain import PlainPage
from app.web.whereabouts import on_this_machine
from services.backend.browser_sessions import BrowserSessions

KEPT_CODES = 20


class CodeBoard:
    """Sign-in codes of the embedded mode: in the terminal, and on a page for this machine only."""

    def __init__(self) -> None:
        self._codes: deque[tuple[str, str]] = deque(maxlen=KEPT_CODES)

    async def send(self, email: str, code: str) -> None:
        self._codes.appendleft((email, code))
        print(f"  Sign-in code for {email}: {code}", flush=True)  # noqa: T201 - the embedded mail

    def rows(self) -> str:
        """As HTML, newest first."""
        shown = [
            f"<p>{escape(email)}<br><strong>{escape(code)}</strong></p>"
            for email, code in self._codes
        ]
        return "".join(shown) or "<p>No code was asked for yet.</p>"


class CodesPage:
    """The board for a browser on this machine; others read there that it is not for them."""

    def __init__(self, board: CodeBoard, plain: PlainPage) -> None:
        self._board = board
        self._plain = plain

    async def page(self, request: Request) -> Response:
        if not on_this_machine(request):
            told = "<p>Codes are shown on the server's own machine only.</p>"
            return self._plain.response("Not here", told, status=403)
        head = "<p>Shown on this machine only, newest first.</p>"
        return self._plain.response("Sign-in codes", head + self._board.rows())


async def healthz(request: Request) -> JSONResponse:
    """Alive. Says nothing else."""
    return JSONResponse({"ok": True})


class Doors:
    def __init__(self, browser_sessions: BrowserSessions) -> None:
        self._browser_sessions = browser_sessions

    async def enter(self, request: Request) -> Response:
        """Trade a one-use ticket for the cookie; a bad one leads back to sign-in."""
        then = way_back(request.query_params.get("then"))
        try:
            cookie = await self._browser_sessions.land(request.query_params.get("ticket", ""))
        except LeavenError:
            return RedirectResponse(sign_in_for(then), 303)
        response = RedirectResponse(then, 303)
        keep_cookie(response, request, SESSION_COOKIE, cookie, days=30, samesite="lax")
        return response

    async def leave(self, request: Request) -> Response:
        """Forget this browser. Another site's link cannot do it: the screen ends the session."""
        response = RedirectResponse("/", 303)
        if request.headers.get("sec-fetch-site", "same-origin") != "cross-site":
            response.delete_cookie(SESSION_COOKIE)
        return response

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", healthz),
            Route("/enter", self.enter),
            Route("/leave", self.leave),
        ]
