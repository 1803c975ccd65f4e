"""A page or script of ours as the browser gets it: compressed once, sent again only if changed."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import brotli
from starlette.requests import Request
from starlette.responses import Response

PAGE, SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
SMALL = 512  # bytes; below, compressing gains nothing


@dataclass(frozen=True)
class Served:
    """One file, plain and compressed, with what it may load and reach."""

    media_type: str
    plain: bytes
    brotli: bytes
    gzip: bytes
    policy: str

    @classmethod
    def of(cls, text: str, media_type: str, policy: str) -> "Served":
        plain = text.encode()
        return cls(media_type, plain, brotli.compress(plain, quality=11), _gzipped(plain), policy)

    def best_for(self, accepted: str) -> tuple[bytes, str]:
        """The bytes and their content coding for an Accept-Encoding header."""
        offers = codings_in(accepted)
        if len(self.plain) < SMALL:
            return self.plain, ""
        if "br" in offers:
            return self.brotli, "br"
        return (self.gzip, "gzip") if "gzip" in offers else (self.plain, "")

    async def answer(self, request: Request, also: Mapping[str, str] | None = None) -> Response:
        """Always asked for again; what a browser has is named by its policy and its bytes.

        By the policy too: with what has not changed a browser takes the headers of the answer.
        """
        body, coding = self.best_for(request.headers.get("Accept-Encoding", ""))
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": self.policy,
            "ETag": f'"{hashlib.sha256(self.policy.encode() + body).hexdigest()[:20]}"',
            "Vary": "Accept-Encoding",
            **(also or {}),
        }
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if coding:
            headers["Content-Encoding"] = coding
        return Response(body, media_type=self.media_type, headers=headers)


def _gzipped(plain: bytes) -> bytes:
    return gzip.compress(plain, 9, mtime=0)  # the same bytes, and name, after each start


def codings_in(accepted: str) -> set[str]:
    """The content codings that an Accept-Encoding header names."""
    return {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
