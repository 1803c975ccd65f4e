"""`/auth/v1`: sign-in by e-mail and six digits, as GoTrue answers it. No passwords are kept."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.database.pool import Pool
from services.embedded import people
from services.embedded.caller import Gate
from services.embedded.codes import Codes
from services.embedded.refusals import Refusal
from services.embedded.tokens import Tokens

logger = logging.getLogger(__name__)

SendCode = Callable[[str, str], Awaitable[None]]  # (e-mail address, six digits)
_ADDRESS = r"^[^@\s]{1,64}@[^@\s]{1,190}$"
T = TypeVar("T", bound=BaseModel)


class _Address(BaseModel):
    email: str = Field(pattern=_ADDRESS)


class _Proof(_Address):
    token: str = Field(min_length=1, max_length=64)
    type: str = "email"


class _Refresh(BaseModel):
    refresh_token: str = Field(min_length=1, max_length=200)


class _NewPerson(_Address):
    id: UUID | None = None
    user_metadata: dict[str, Any] = {}


@dataclass(frozen=True)
class Auth:
    """`send` delivers a code and runs after the answer: its time tells nobody who is known."""

    gate: Gate
    pool: Pool
    tokens: Tokens
    send: SendCode
    _sending: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> list[Route]:
        return [
            Route("/auth/v1/health", self.health),
            Route("/auth/v1/settings", self.settings),
            Route("/auth/v1/otp", self.otp, methods=["POST"]),
            Route("/auth/v1/verify", self.verify, methods=["POST"]),
            Route("/auth/v1/token", self.token, methods=["POST"]),
            Route("/auth/v1/user", self.user),
            Route("/auth/v1/logout", self.logout, methods=["POST"]),
            Route("/auth/v1/admin/users", self.admin_create, methods=["POST"]),
            Route("/auth/v1/admin/users", self.admin_list),
            Route("/auth/v1/admin/users/{id:uuid}", self.admin_get),
            Route("/auth/v1/admin/users/{id:uuid}", self.admin_delete, methods=["DELETE"]),
        ]

    async def health(self, request: Request) -> Response:
        self.gate.caller(request)
        return JSONResponse({"name": "GoTrue", "description": "Leaven's embedded sign-in"})

    async def settings(self, request: Request) -> Response:
        self.gate.caller(request)
        return JSONResponse(
            {
                "external": {"email": True, "phone": False, "anonymous_users": False},
                "disable_signup": True,
                "mailer_autoconfirm": False,
                "phone_autoconfirm": False,
                "sms_provider": "",
                "saml_enabled": False,
            }
        )

    async def otp(self, request: Request) -> Response:
        """Known or not, an address gets the same answer for the same work."""
        self.gate.caller(request)
        email = _email(await _body(request, _Address))
        async with self.pool.connection() as connection, connection.transaction():
            code = await Codes(self.tokens).make(connection, email)
            known = await people.by_email(connection, email)
        if known is not None:
            task = asyncio.create_task(self._deliver(email, code))
            self._sending.add(task)
            task.add_done_callback(self._delivered)
        return JSONResponse({})

    async def verify(self, request: Request) -> Response:
        self.gate.caller(request)
        proof = await _body(request, _Proof)
        email = _email(proof)
        async with self.pool.connection() as connection:
            async with connection.transaction():  # commits the count, whatever happens next
                right = await Codes(self.tokens).matches(connection, email, proof.token)
            if not right or proof.type not in {"email", "magiclink"}:
                raise people.wrong_code()
            async with connection.transaction():
                answer = await people.sign_in(connection, self.tokens, email)
        return JSONResponse(answer)

    async def token(self, request: Request) -> Response:
        self.gate.caller(request)
        if request.query_params.get("grant_type") != "refresh_token":
            raise Refusal(400, "unsupported_grant_type", "unsupported_grant_type")
        given = await _body(request, _Refresh)
        async with self.pool.connection() as connection, connection.transaction():
            answer = await people.refresh(connection, self.tokens, given.refresh_token)
        if answer is None:
            message = "Invalid Refresh Token: Already Used"
            raise Refusal(400, "refresh_token_already_used", message)
        return JSONResponse(answer)

    async def user(self, request: Request) -> Response:
        caller = self.gate.person(request)
        async with self.pool.connection() as connection:
            return JSONResponse(people.public(await people.alive(connection, caller.claims)))

    async def logout(self, request: Request) -> Response:
        caller = self.gate.person(request)
        scope = request.query_params.get("scope", "global")
        async with self.pool.connection() as connection:
            await people.sign_out(connection, caller.claims, scope)
        return Response(status_code=204)

    async def admin_create(self, request: Request) -> Response:
        self.gate.server(request)
        person = await _body(request, _NewPerson)
        async with self.pool.connection() as connection:
            row = await people.create(connection, _email(person), person.id, person.user_metadata)
        return JSONResponse(people.public(row))

    async def admin_list(self, request: Request) -> Response:
        self.gate.server(request)
        page, size = _page(request)
        async with self.pool.connection() as connection:
            rows = await people.page(connection, size, (page - 1) * size)
        return JSONResponse({"users": [people.public(row) for row in rows], "aud": "authenticated"})

    async def admin_get(self, request: Request) -> Response:
        self.gate.server(request)
        async with self.pool.connection() as connection:
            row = await people.by_id(connection, request.path_params["id"])
        return JSONResponse(people.public(row))

    async def admin_delete(self, request: Request) -> Response:
        self.gate.server(request)
        async with self.pool.connection() as connection, connection.transaction():
            await people.by_id(connection, request.path_params["id"])
            await people.delete(connection, request.path_params["id"])
        return JSONResponse({})

    async def _deliver(self, email: str, code: str) -> None:
        await self.send(email, code)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        """Whatever the mail server did, the person's answer was given already."""
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a sign-in code was not delivered", extra={"error": type(error).__name__})


async def _body(request: Request, shape: type[T]) -> T:
    try:
        return shape.model_validate(json.loads(await request.body()))
    except ValidationError as error:
        raise Refusal(400, "validation_failed", "The request does not fit") from error
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "bad_json", "Could not parse request body as JSON") from error


def _email(given: _Address) -> str:
    return given.email.strip().lower()


def _page(request: Request) -> tuple[int, int]:
    asked = request.query_params
    page, size = asked.get("page") or "1", asked.get("per_page") or "50"
    if not (page.isdecimal() and size.isdecimal()):
        raise Refusal(400, "validation_failed", "The page must be a number")
    return max(int(page), 1), min(max(int(size), 1), 1000)
