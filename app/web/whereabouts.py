"""Where a request comes from: this machine or another, by which scheme, which of many."""

import hashlib
import hmac

from starlette.requests import HTTPConnection

LOOPBACK = {"127.0.0.1", "::1"}
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def on_this_machine(connection: HTTPConnection) -> bool:
    """True for a browser on the server itself; a proxy on the same machine does not count."""
    host = connection.headers.get("host", "").rsplit(":", 1)[0]
    forwarded = any(name.startswith(("x-forwarded", "forwarded")) for name in connection.headers)
    client = connection.client.host if connection.client else ""
    return client in LOOPBACK and host in LOCAL_NAMES and not forwarded


def is_secure(connection: HTTPConnection) -> bool:
    """Did the browser come by HTTPS, here or at the proxy?"""
    forwarded = connection.headers.get("x-forwarded-proto", "")
    return connection.url.scheme in {"https", "wss"} or forwarded.startswith("https")


def caller_of(connection: HTTPConnection, key: bytes) -> str:
    """A keyed hash of the network address: tries are counted by it, and it names nobody."""
    address = connection.client.host if connection.client else ""
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()
