"""A stand-in for a hosted Supabase project: answers what the doctor asks, right or wrong."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.checkup.hosted import Hosted

PUBLISHABLE, SECRET, OWNER = "sb_publishable_x", "sb_secret_x", "sbp_x"


@dataclass
class HostedProject:
    """A well-kept project; a test spoils one part of it."""

    settings: dict[str, Any] = field(
        default_factory=lambda: {
            "external": {"email": True, "anonymous_users": False},
            "disable_signup": True,
            "mailer_autoconfirm": False,
        }
    )
    management: dict[str, Any] = field(
        default_factory=lambda: {
            "mailer_templates_magic_link_content": "<p>{{ .Token }}</p>",
            "smtp_host": "mail.example",
            "mailer_otp_length": 6,
            "mailer_otp_exp": 600,
            "rate_limit_verify": 300,
            "rate_limit_token_refresh": 1800,
        }
    )
    server_keys: set[str] = field(default_factory=lambda: {SECRET})
    stranger_calls_me: int = 401
    exposed: set[str] = field(default_factory=lambda: {"public"})
    bucket: dict[str, Any] | None = field(default_factory=lambda: {"public": False})
    down: bool = False

    def seen_by(self, access_token: str = OWNER) -> Hosted:
        """What the doctor gets to work with."""
        transport = httpx.ASGITransport(self._app(), raise_app_exceptions=False)
        if self.down:
            transport = httpx.ASGITransport(_dead)
        http = httpx.AsyncClient(transport=transport)
        return Hosted("https://abc.supabase.example", PUBLISHABLE, SECRET, http, access_token)

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/auth/v1/settings", self._settings),
                Route("/auth/v1/admin/users", self._users),
                Route("/rest/v1/rpc/me", self._me),
                Route("/rest/v1/anything", self._table),
                Route("/storage/v1/bucket/recordings", self._bucket),
                Route("/v1/projects/abc/config/auth", self._management),
            ]
        )

    async def _settings(self, request: Request) -> Response:
        known = request.headers["apikey"] in {PUBLISHABLE, SECRET}
        return JSONResponse(self.settings if known else {}, 200 if known else 401)

    async def _users(self, request: Request) -> Response:
        allowed = request.headers["apikey"] in self.server_keys
        return JSONResponse({"users": []}, 200 if allowed else 403)

    async def _me(self, request: Request) -> Response:
        return JSONResponse({}, self.stranger_calls_me)

    async def _table(self, request: Request) -> Response:
        exposed = request.headers["accept-profile"] in self.exposed
        return JSONResponse({}, 404 if exposed else 406)

    async def _bucket(self, request: Request) -> Response:
        return JSONResponse(self.bucket or {}, 200 if self.bucket else 400)

    async def _management(self, request: Request) -> Response:
        allowed = request.headers["authorization"] == f"Bearer {OWNER}"
        return JSONResponse(self.management, 200 if allowed else 401)


async def _dead(scope: object, receive: object, send: object) -> None:
    raise httpx.ConnectError("no route")
