"""The capture shell as one file, under a policy of its own hashes; its worker and its outbox."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.web.inlined import inlined, sources_of
from app.web.served import PAGE, SCRIPT, Served

VERSION = "{{VERSION}}"
OWN = "default-src 'self'"
"""For the worker and what it loads: from here alone."""


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
            page=Served.of(page, PAGE, _policy(page)),
            outbox=Served.of(texts["outbox.js"], SCRIPT, OWN),
            worker=Served.of(texts["sw.js"], SCRIPT, OWN),
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
