"""Access tokens with GoTrue's claims, and the hashes under which codes and secrets are kept."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from services.embedded.refusals import Refusal

ACCESS_SECONDS = 3600
_ALGORITHM = "HS256"


class Tokens:
    """Signs and reads tokens with keys derived from one secret. `now`: seconds since the epoch."""

    def __init__(self, secret: str, issuer: str, now: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._issuer = issuer
        self.now = now

    def access(self, user: Mapping[str, Any], session: str, method: str) -> tuple[str, int]:
        """The access token of a signed-in person, and when it ends."""
        now = int(self.now())
        ends = now + ACCESS_SECONDS
        claims = {
            "iss": self._issuer,
            "sub": user["id"],
            "aud": "authenticated",
            "exp": ends,
            "iat": now,
            "email": user["email"],
            "phone": "",
            "app_metadata": user["app_metadata"],
            "user_metadata": user["user_metadata"],
            "role": "authenticated",
            "aal": "aal1",
            "amr": [{"method": method, "timestamp": now}],
            "session_id": session,
            "is_anonymous": False,
        }
        return jwt.encode(claims, self._secret, _ALGORITHM), ends

    def claims(self, token: str) -> dict[str, Any]:
        """Read an access token. Raises jwt.InvalidTokenError."""
        return jwt.decode(
            token,
            self._secret,
            algorithms=[_ALGORITHM],
            audience="authenticated",
            issuer=self._issuer,
            options={"require": ["exp", "iat", "sub", "session_id", "role"]},
        )

    def signed_address(self, address: str, seconds: int) -> str:
        """A token that opens one object for so long."""
        ends = int(self.now()) + seconds
        return jwt.encode({"url": address, "exp": ends}, self._derived("storage"), _ALGORITHM)

    def check_address(self, token: str, address: str) -> None:
        """Raise Refusal unless the token opens this object now."""
        try:
            claims = jwt.decode(
                token,
                self._derived("storage"),
                algorithms=[_ALGORITHM],
                options={"require": ["exp"]},
            )
        except jwt.InvalidTokenError as error:
            raise Refusal(400, "InvalidJWT", "The link is not valid any more.") from error
        if claims.get("url") != address:
            raise Refusal(400, "InvalidSignature", "The url and the token do not match.")

    def hash(self, purpose: str, text: str) -> str:
        """A keyed hash: six digits behind a plain hash would be guessed in a second."""
        return hmac.new(self._derived(purpose), text.encode(), hashlib.sha256).hexdigest()

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(self._secret.encode(), f"leaven {purpose}".encode(), "sha256")


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def refresh_hash(token: str) -> str:
    """Refresh tokens carry 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
