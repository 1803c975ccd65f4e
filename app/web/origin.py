"""Only our own pages may send something: the browser says where a request comes from."""

from urllib.parse import urlsplit

from starlette.requests import Request

from app.errors import NotAllowedError

SAFE = {"GET", "HEAD"}


def require_same_origin(request: Request, allowed: frozenset[str] = frozenset()) -> None:
    """Raise NotAllowedError for a request that another site's page made.

    `allowed` are origins (scheme://host) under which a proxy serves us with another Host.
    """
    if request.method in SAFE:
        return
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowedError("This request came from another site.", code="other_site")
    if origin is None or origin in allowed:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowedError("This request came from another site.", code="other_site")
