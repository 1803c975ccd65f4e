"""Sign-in by e-mail and six digits, through supabase-py in both modes."""

from collections.abc import Awaitable
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict
from supabase import AuthApiError, AuthError, AuthRetryableError
from supabase_auth.types import AuthResponse

from app.errors import InvalidInputError, LeavenError, TooManyTriesError, UnavailableError
from services.backend.connection import OUT_OF_REACH, Project

T = TypeVar("T")
WRONG_CODE = "This code is not right, or it is too old. Check it, or ask for a new one."
WAIT = "Too many tries. Wait ten minutes, then ask for a new code."


class Tokens(BaseModel):
    """What Supabase Auth gave for a person; `ends_at` in seconds since the epoch."""

    model_config = ConfigDict(frozen=True)
    person_id: UUID
    access: str
    refresh: str
    ends_at: int


class SignIn:
    def __init__(self, project: Project) -> None:
        self._project = project

    async def send_code(self, email: str) -> None:
        """Send a code. Says nothing of whether the address is known."""
        request = {"email": email.strip(), "options": {"should_create_user": False}}
        try:
            await _answered(self._project.client().auth.sign_in_with_otp(request))  # type: ignore[arg-type]
        except InvalidInputError:
            return  # an unknown address gets the same screen as a known one

    async def verify(self, email: str, code: str) -> Tokens:
        """Trade the code for tokens. Five wrong ones lock the address for ten minutes."""
        client = self._project.client()
        return _tokens(
            await _answered(
                client.auth.verify_otp(
                    {"email": email.strip(), "token": code.strip(), "type": "email"}
                )
            )
        )

    async def refresh(self, tokens: Tokens) -> Tokens:
        return _tokens(await _answered(self._project.client().auth.refresh_session(tokens.refresh)))

    async def sign_out(self, tokens: Tokens, *, everywhere: bool = False) -> None:
        admin = self._project.client().auth.admin
        await _answered(admin.sign_out(tokens.access, "global" if everywhere else "local"))


async def _answered(call: Awaitable[T]) -> T:
    try:
        return await call
    except AuthRetryableError as error:
        raise UnavailableError(OUT_OF_REACH) from error
    except AuthApiError as error:
        raise _translated(error) from error
    except (AuthError, ValueError) as error:
        raise InvalidInputError(WRONG_CODE, code="wrong_code") from error
    except httpx.HTTPError as error:
        raise UnavailableError(OUT_OF_REACH) from error


def _translated(error: AuthApiError) -> LeavenError:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyTriesError(WAIT)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnavailableError(OUT_OF_REACH)
    return InvalidInputError(WRONG_CODE, code="wrong_code")


def _tokens(answer: AuthResponse) -> Tokens:
    if answer.session is None or answer.user is None:
        raise InvalidInputError(WRONG_CODE, code="wrong_code")
    session = answer.session
    return Tokens(
        person_id=UUID(answer.user.id),
        access=session.access_token,
        refresh=session.refresh_token,
        ends_at=session.expires_at or 0,
    )
