"""Headers for every response: what a browser must not do with our pages.

A response that brings its own header keeps it, so a page may name a policy of its own.
"""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCKED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
YEAR = 31_536_000

ALWAYS: Mapping[str, str] = {
    "x-leaven": "1",  # by this the browser's guard knows that it reached us and not a hotel's page
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": LOCKED,
    "permissions-policy": (
        "microphone=(self), screen-wake-lock=(self), camera=(), geolocation=(), payment=(), usb=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cache-control": "no-store",
}


class SecurityHeaders:
    """ASGI middleware around the whole application.

    Args:
        app: what is wrapped.
        https: whether people reach us over TLS; then browsers are told to insist on it.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._headers = dict(ALWAYS)
        if https:
            self._headers["strict-transport-security"] = f"max-age={YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
