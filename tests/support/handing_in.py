"""The requests that a device makes to hand something in."""

import hashlib
from uuid import uuid4

import httpx

SOUND = bytes(range(256)) * 5
TIMED = "0f0f4c5e-c6d1-11f0-8de9-0242ac120002"  # made from a clock, version 1
WHOLE = hashlib.sha256(SOUND).hexdigest()
FINISH = {"chunks": 2, "sha256": WHOLE, "mime": "audio/webm;codecs=opus", "seconds": 3.1}


def new_place() -> str:
    return f"/api/capture/{uuid4()}"


def text(words: str, **more: object) -> dict[str, object]:
    return {"kind": "text", "words": words, "phase": "learn", "language": "en", **more}


async def send_chunk(
    phone: httpx.AsyncClient, place: str, n: int, data: bytes, claim: str | None = None
) -> httpx.Response:
    sha256 = claim or hashlib.sha256(data).hexdigest()
    return await phone.put(f"{place}/chunks/{n}", content=data, headers={"X-Chunk-SHA256": sha256})


async def send_sound(phone: httpx.AsyncClient, place: str) -> httpx.Response:
    await send_chunk(phone, place, 1, SOUND[700:])
    await send_chunk(phone, place, 0, SOUND[:700])
    return await phone.post(f"{place}/finish", json=FINISH)
