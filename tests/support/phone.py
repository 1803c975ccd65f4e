"""A phone with an outbox like the shell's, and a network that loses, doubles, delays, damages."""

import hashlib
import random
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from typing_extensions import override

GROUP = 700  # bytes of one request; small, so that a short recording has several


@dataclass
class Item:
    """Something given: words, or the bytes of a recording. `order` is how its chunks are sent."""

    words: str = ""
    sound: bytes = b""
    id: str = field(default_factory=lambda: str(uuid4()))
    confirmed: set[int] = field(default_factory=set)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sound or self.words.encode()).hexdigest()

    @property
    def chunks(self) -> list[bytes]:
        return [self.sound[at : at + GROUP] for at in range(0, len(self.sound), GROUP)]


class FlakyNetwork(httpx.AsyncBaseTransport):
    """Faults by a seeded die, until `calm`; a late request arrives after others, or long after."""

    def __init__(self, server: httpx.AsyncBaseTransport, dice: random.Random) -> None:
        self._server = server
        self._dice = dice
        self._late: list[httpx.Request] = []
        self.calm = False

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        if self._late and self._dice.random() < 0.5:
            await self._deliver(self._late.pop(self._dice.randrange(len(self._late))))
        fault = "none" if self.calm else self._dice.choice(FAULTS)
        if fault == "lost":
            raise httpx.ConnectError("no signal")
        if fault == "late":
            self._late.append(request)
            raise httpx.ReadTimeout("no answer")
        if fault == "damaged" and body and "chunks" in request.url.path:
            damaged = bytes([body[0] ^ 1]) + body[1:]
            request = httpx.Request(
                request.method, request.url, headers=request.headers, content=damaged
            )
        response = await self._deliver(request)
        if fault == "doubled":
            response = await self._deliver(request)
        if fault == "answer lost":
            raise httpx.ReadTimeout("no answer")
        return response

    async def _deliver(self, request: httpx.Request) -> httpx.Response:
        copy = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.content
        )
        response = await self._server.handle_async_request(copy)
        await response.aread()
        return response

    async def settle(self) -> None:
        """What was late arrives after all."""
        while self._late:
            await self._deliver(self._late.pop())


FAULTS = ["none"] * 4 + ["lost", "late", "doubled", "answer lost", "damaged"]


class Phone:
    """Sends what it holds and lets go of a copy only for an answer with the same hash."""

    def __init__(self, seat: str, network: FlakyNetwork, dice: random.Random) -> None:
        self._seat = seat
        self._dice = dice
        self._http = httpx.AsyncClient(transport=network, base_url="http://phone.test")
        self.outbox: list[Item] = []
        self.refused: list[tuple[Item, str]] = []

    async def go(self) -> None:
        """One try for each thing that waits."""
        for item in list(self.outbox):
            try:
                answer = await (self._send_sound(item) if item.sound else self._send_text(item))
            except httpx.TransportError:
                continue
            said = answer.json()
            if said["ok"] and said["sha256"] == item.sha256:
                self.outbox.remove(item)
            elif answer.status_code in {403, 404, 422} and said["code"] != "damaged_chunk":
                self.outbox.remove(item)
                self.refused.append((item, said["code"]))

    async def _ask(self, method: str, path: str, **more: object) -> httpx.Response:
        headers = {"X-Leaven-Seat": self._seat, **more.pop("headers", {})}  # type: ignore[dict-item]
        return await self._http.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    async def _send_text(self, item: Item) -> httpx.Response:
        body = {"kind": "text", "words": item.words, "phase": "learn", "language": "en"}
        return await self._ask("PUT", f"/api/capture/{item.id}", json=body)

    async def _send_sound(self, item: Item) -> httpx.Response:
        waiting = [n for n in range(len(item.chunks)) if n not in item.confirmed]
        self._dice.shuffle(waiting)
        for n in waiting:
            answer = await self._send_chunk(item, n)
            if not answer.json()["ok"]:
                return answer
            item.confirmed.add(n)
        answer = await self._finish(item)
        if answer.json().get("code") == "missing_chunks":
            item.confirmed -= set(answer.json()["missing"])
        return answer

    async def _send_chunk(self, item: Item, n: int) -> httpx.Response:
        chunk = item.chunks[n]
        headers = {"X-Chunk-SHA256": hashlib.sha256(chunk).hexdigest()}
        return await self._ask(
            "PUT", f"/api/capture/{item.id}/chunks/{n}", content=chunk, headers=headers
        )

    async def _finish(self, item: Item) -> httpx.Response:
        body = {
            "chunks": len(item.chunks),
            "sha256": item.sha256,
            "mime": "audio/webm;codecs=opus",
            "seconds": 2.5,
            "phase": "learn",
        }
        return await self._ask("POST", f"/api/capture/{item.id}/finish", json=body)
