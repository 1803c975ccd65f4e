"""What the API answers when it says no, in the words that Supabase's clients expect."""

from http import HTTPStatus

import psycopg
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):  # noqa: N818 - an answer of the API, not a fault of ours
    """An HTTP answer that is not success. `service` decides the shape: auth, rest or storage."""

    def __init__(self, status: int, code: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint


# SQLSTATE (whole, or its class) → HTTP status, as PostgREST documents it
_WHOLE = {
    "23503": 409, "23505": 409, "25006": 405, "53400": 500, "57P01": 503, "P0001": 400,
    "42883": 404, "42P01": 404, "42P17": 500,
}  # fmt: skip
_CLASS = {
    "08": 503, "09": 500, "0L": 403, "0P": 403, "25": 500, "28": 403, "2D": 500, "38": 500,
    "39": 500, "3B": 500, "40": 500, "53": 503, "54": 500, "55": 500, "57": 500, "58": 500,
    "F0": 500, "HV": 500, "P0": 500, "XX": 500,
}  # fmt: skip


def status_of(sqlstate: str, *, signed_in: bool) -> int:
    """The HTTP status for a database error; `raise … using errcode = 'PT409'` asks for 409."""
    if sqlstate.startswith("PT") and sqlstate[2:].isdigit():
        return int(sqlstate[2:])
    if sqlstate == "42501":
        return HTTPStatus.FORBIDDEN if signed_in else HTTPStatus.UNAUTHORIZED
    return _WHOLE.get(sqlstate) or _CLASS.get(sqlstate[:2]) or HTTPStatus.BAD_REQUEST


def from_database(error: psycopg.Error, *, signed_in: bool) -> Refusal:
    """Translate; a database that does not answer is 503, which clients retry."""
    if error.sqlstate is None:
        return unreachable()
    status = status_of(error.sqlstate, signed_in=signed_in)
    message = error.diag.message_primary or "The database refused."
    return Refusal(status, error.sqlstate, message, hint=error.diag.message_hint)


def unreachable() -> Refusal:
    return Refusal(503, "PGRST001", "Database connection error. Retrying the connection.")


async def answer(request: Request, error: Exception) -> Response:
    """Starlette's exception handler for Refusal, database errors and an exhausted pool."""
    if isinstance(error, psycopg.Error):
        refusal = from_database(error, signed_in=True)
    elif isinstance(error, PoolTimeout):
        refusal = unreachable()
    else:
        refusal = error if isinstance(error, Refusal) else Refusal(500, "unexpected", "Fault")
    return _shaped(request.url.path, refusal)


def _shaped(path: str, refusal: Refusal) -> Response:
    if "/storage/v1/" in path:
        # storage-api keeps the true status in the body
        status = 500 if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
        body = {
            "statusCode": str(refusal.status),
            "error": refusal.code,
            "message": refusal.message,
        }
        return JSONResponse(body, status)
    if "/auth/v1/" in path:
        body = {"code": refusal.code, "error_code": refusal.code, "msg": refusal.message}
        headers = {"x-supabase-api-version": "2024-01-01"}
        return JSONResponse({**body, "message": refusal.message}, refusal.status, headers)
    challenge = {"WWW-Authenticate": "Bearer"} if refusal.status == HTTPStatus.UNAUTHORIZED else {}
    rest = {"code": refusal.code, "message": refusal.message, "details": None, "hint": refusal.hint}
    return JSONResponse(rest, refusal.status, challenge)
