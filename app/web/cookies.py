"""The cookies by which a browser is known again: no script reads them."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from app.web.whereabouts import is_secure

SESSION_COOKIE, SEAT_COOKIE, WALL_COOKIE = "leaven_session", "leaven_seat", "leaven_wall"
DAY = 24 * 3600


def keep_cookie(  # noqa: PLR0913 - what a cookie consists of
    response: Response,
    request: Request,
    name: str,
    value: str,
    *,
    days: int,
    samesite: Literal["lax", "strict"] = "strict",
) -> None:
    """`samesite="lax"`: sent along also when somebody comes by a link from elsewhere."""
    response.set_cookie(
        name,
        value,
        max_age=days * DAY,
        httponly=True,
        secure=is_secure(request),
        samesite=samesite,
    )
