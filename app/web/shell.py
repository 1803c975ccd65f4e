"""The capture shell as one file: inlined, compressed once, under a policy of hashes."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

import brotli

from app.web.inlined import inlined, sources_of

VERSION = "{{VERSION}}"
SMALL = 512  # bytes; below, compressing gains nothing


@dataclass(frozen=True)
class Served:
    """One file as the browser gets it, plain and compressed."""

    media_type: str
    plain: bytes
    brotli: bytes
    gzip: bytes
    policy: str = ""

    @classmethod
    def of(cls, text: str, media_type: str, policy: str = "") -> "Served":
        plain = text.encode()
        return cls(
            media_type, plain, brotli.compress(plain, quality=11), gzip.compress(plain, 9), policy
        )

    def best_for(self, accepted: str) -> tuple[bytes, str]:
        """The bytes and their content coding for an Accept-Encoding header."""
        offers = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
        if len(self.plain) < SMALL:
            return self.plain, ""
        if "br" in offers:
            return self.brotli, "br"
        return (self.gzip, "gzip") if "gzip" in offers else (self.plain, "")


@dataclass(frozen=True)
class Shell:
    """What a device needs to capture without a connection. `version` changes with any of it."""

    version: str
    page: Served
    outbox: Served
    worker: Served

    @classmethod
    def read(cls, assets: Path) -> "Shell":
        texts = {
            path.relative_to(assets).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(
                [
                    *assets.glob("capture.*"),
                    *assets.glob("capture/*.js"),
                    assets / "language.js",
                    assets / "outbox.js",
                    assets / "sw.js",
                ]
            )
        }
        digest = hashlib.sha256("\0".join(f"{k}\0{v}" for k, v in texts.items()).encode())
        version = digest.hexdigest()[:12]
        texts = {name: text.replace(VERSION, version) for name, text in texts.items()}
        page = inlined(texts["capture.html"], texts.__getitem__)
        return cls(
            version,
            page=Served.of(page, "text/html; charset=utf-8", _policy(page)),
            outbox=Served.of(texts["outbox.js"], "text/javascript; charset=utf-8"),
            worker=Served.of(texts["sw.js"], "text/javascript; charset=utf-8"),
        )


def _policy(page: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {sources_of(page, 'script')}",
            f"style-src {sources_of(page, 'style')}",
            "img-src 'self'",
            "media-src blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    )
