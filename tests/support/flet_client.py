"""A phone's side of Flet's protocol, as far as tests need it: greet, read, answer, tap."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import msgpack
from flet.messaging.protocol import MessageAction, decode_ext_from_msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

SECONDS = 5.0


class FletClient:
    """One tab. `async with FletClient(port, cookies="leaven_seat=…") as tab: await tab.greet()`."""

    def __init__(
        self, port: int, cookies: str = "", origin: str | None = None, agent: str = "Phone"
    ) -> None:
        self._address = f"ws://127.0.0.1:{port}/ws"
        own = f"http://127.0.0.1:{port}"
        self._headers = {"Origin": own if origin is None else origin, "User-Agent": agent}
        if cookies:
            self._headers["Cookie"] = cookies
        self.dead = False
        self.heard: list[tuple[int, Any]] = []
        self.session_id = ""

    async def __aenter__(self) -> Self:
        self._socket: ClientConnection = await connect(
            self._address, additional_headers=self._headers, user_agent_header=None
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()
        await self._listening

    async def send(self, action: MessageAction, body: Any) -> None:
        await self._socket.send(b"\x00" + msgpack.packb([action.value, body]))

    async def greet(self, session_id: str = "", route: str = "/") -> str:
        """Register; returns the session that the server gave."""
        page = {"route": route, "width": 412, "height": 915, "pwa": False, "web": True}
        await self.send(
            MessageAction.REGISTER_CLIENT, {"session_id": session_id, "page_name": "", "page": page}
        )
        await self.until(lambda: self._greeting is not None)
        assert self._greeting is not None
        self.session_id = self._greeting["session_id"]
        return self.session_id

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(SECONDS):
            while not true():  # noqa: ASYNC110 - a test waits
                await asyncio.sleep(0.01)

    async def sees(self, words: str) -> None:
        """Wait until these words came down the wire."""
        await self.until(lambda: words in repr(self.heard))

    async def closed(self) -> int:
        """Wait for the server to close; returns its code."""
        async with asyncio.timeout(SECONDS):
            await self._socket.wait_closed()
        return self._socket.close_code or 0

    @property
    def view_ids(self) -> list[int]:
        """The ids of the views in the greeting."""
        assert self._greeting is not None
        return [view["_i"] for view in _views(self._greeting["page_patch"])]

    @property
    def _greeting(self) -> dict[str, Any] | None:
        greeting = MessageAction.REGISTER_CLIENT.value
        return next((body for action, body in self.heard if action == greeting), None)

    async def _listen(self) -> None:
        async for message in self._messages():
            action, body = msgpack.unpackb(
                message[1:], ext_hook=decode_ext_from_msgpack, strict_map_key=False
            )[:2]
            if action == MessageAction.INVOKE_METHOD.value and not self.dead:
                await self._refuse(body)
            self.heard.append((action, body))

    async def _messages(self) -> AsyncIterator[bytes]:
        with contextlib.suppress(ConnectionClosedError):
            async for message in self._socket:
                assert isinstance(message, bytes)
                yield message

    async def _refuse(self, body: dict[str, Any]) -> None:
        """What a living client says to a method that it does not know."""
        answer = {
            "control_id": body["control_id"],
            "call_id": body["call_id"],
            "result": None,
            "error": f"Unknown method: {body['name']}",
        }
        await self.send(MessageAction.INVOKE_METHOD, answer)


def _views(node: Any) -> list[dict[str, Any]]:
    """All controls of kind View below `node`."""
    if isinstance(node, dict):
        own = [node] if node.get("_c") == "View" else []
        return own + [view for each in node.values() for view in _views(each)]
    if isinstance(node, list):
        return [view for each in node for view in _views(each)]
    return []
