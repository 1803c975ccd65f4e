"""Requests that nobody sends by accident, made without end from a seed."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

TEXTS = (
    "",
    " ",
    "\x00",
    "x" * 20_000,
    "' or 1=1 --",
    "'; drop table leaven.seats; --",
    "%s%n%x",
    "${jndi:x}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\u202e\u0000\ufeff",
    "\ud7ff\U0001f600",
    "null",
    "-1",
    "1e999",
    "NaN",
    "0" * 64,
    "ABC234",
    "acorn barrel canoe desert",
    "acorn barrel canoe zzzzz",
    "A" * 32,
    "en",
    "learn",
    "audio/webm;codecs=opus",
    "text/html",
)
NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 0.5, 1e308)
KEYS = (
    *("secret", "code", "device_secret", "card", "words", "phase", "language", "lens", "kind"),
    *("chunks", "sha256", "mime", "seconds", "session", "capture", "n", "id", "ticket"),
    *("addition", "said", "action", "decision_id", "verdict", "details", "reason"),
)
BODIES = (
    *(b"", b"{", b"[]", b"null", b"\xff\xfe", b'"x"'),
    *(b"[" * 5_000, b"\x1aE\xdf\xa3" * 99, b"\x00" * 300_000),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
HEADERS = (
    *("X-Leaven-Seat", "X-Chunk-SHA256", "Origin", "Content-Type", "Range", "Accept-Encoding"),
    *("If-None-Match", "X-Forwarded-For", "Sec-Fetch-Site", "Host", "Cookie"),
)


@dataclass
class Knock:
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Hostile:
    """`known` are values that are real: half of the requests come from somebody with a seat."""

    def __init__(self, seed: int, known: dict[str, str]) -> None:
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable
        self._known = known

    def knocks(self, addresses: list[tuple[str, tuple[str, ...]]]) -> Iterator[Knock]:
        """Without end; each address comes with the methods that it answers."""
        while True:
            path, methods = self._random.choice(addresses)
            wanted = methods if self._random.random() < 0.9 else METHODS
            yield self._knock(self._random.choice(wanted), path)

    def _knock(self, method: str, path: str) -> Knock:
        for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
            path = path.replace(f"{{{name}}}", self._segment(name))
        if self._random.random() < 0.2:
            path += "?" + "&".join(f"{k}={self._segment('')}" for k in self._some(KEYS))
        body = self._body() if method in {"POST", "PUT", "PATCH"} else b""
        return Knock(method, path, self._headers(), body)

    def _some(self, of: tuple[str, ...]) -> list[str]:
        return self._random.sample(of, self._random.randint(0, min(5, len(of))))

    def _segment(self, name: str) -> str:
        if self._random.random() < 0.6:
            return str(self._random.randint(0, 3)) if ":int" in name else str(uuid4())
        hostile = self._random.choice(TEXTS)[:200]
        return "".join(c if c.isalnum() or c in "-._%" else f"%{ord(c) % 256:02X}" for c in hostile)

    def _headers(self) -> dict[str, str]:
        sent = {name: self._text_header() for name in self._some(HEADERS)}
        if self._random.random() < 0.5:
            sent["X-Leaven-Seat"] = self._known["seat"]
        if self._random.random() < 0.6:
            sent["Content-Type"] = "application/json"
        return sent

    def _text_header(self) -> str:
        text = self._random.choice((*TEXTS, *self._known.values()))[:500]
        return "".join(c for c in text if " " <= c <= "~")

    def _body(self) -> bytes:
        if self._random.random() < 0.25:
            return self._random.choice(
                (
                    b"",
                    b"{",
                    b"[]",
                    b"null",
                    b"\xff\xfe",
                    b'"x"',
                    b"[" * 5_000,
                    b"\x1aE\xdf\xa3" * 99,
                )
            )
        return json.dumps({key: self._value(2) for key in self._some(KEYS)}).encode()

    def _value(self, depth: int) -> Any:
        kind = self._random.randint(0, 6 if depth else 4)
        if kind <= 1:
            return self._random.choice((*TEXTS, *self._known.values()))
        if kind == 2:
            return self._random.choice(NUMBERS)
        if kind in {3, 4}:
            return self._random.choice((True, False, None))
        if kind == 5:
            return [self._value(depth - 1) for _ in range(3)]
        return {key: self._value(depth - 1) for key in self._some(KEYS)}
