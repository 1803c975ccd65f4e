"""The capture shell as one file: inlined, compressed once, under a policy of hashes."""

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import brotli

STYLE = re.compile(r'<link rel="stylesheet" href="([\w./-]+)">')
SCRIPT = re.compile(r'<script src="([\w./-]+)"></script>')
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
        page, policy = _inlined(texts)
        return cls(
            version,
            page=Served.of(page, "text/html; charset=utf-8", policy),
            outbox=Served.of(texts["outbox.js"], "text/javascript; charset=utf-8"),
            worker=Served.of(texts["sw.js"], "text/javascript; charset=utf-8"),
        )


def _inlined(texts: dict[str, str]) -> tuple[str, str]:
    hashes: dict[str, list[str]] = {"style": [], "script": []}

    def inline(tag: str, name: str) -> str:
        body = "\n" + texts[name].replace("</", "<\\/" if tag == "script" else "</")
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        hashes[tag].append(f"'sha256-{digest}'")
        return f"<{tag}>{body}</{tag}>"

    page = STYLE.sub(lambda found: inline("style", found[1]), texts["capture.html"])
    page = SCRIPT.sub(lambda found: inline("script", found[1]), page)
    return page, _policy(" ".join(hashes["style"]), " ".join(hashes["script"]))


def _policy(styles: str, scripts: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
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
