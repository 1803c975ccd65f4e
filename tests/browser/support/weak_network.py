"""A TCP proxy between browser and server that can cut, hang and half-close what runs through it."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, Literal, Self, TypeVar

T = TypeVar("T")
Mode = Literal["up", "down", "hole"]
Pair = tuple[asyncio.StreamWriter, asyncio.StreamWriter]


class WeakNetwork:
    """`with WeakNetwork(8550) as net: page.goto(net.address)`.

    Modes: *up*; *down* closes everything and refuses; *hole* keeps sockets open and lets nothing
    through. `lose_phone` cuts the browser's side only: the server is told nothing. `delay` is in
    seconds each way. `up_bytes` and `down_bytes` count what went through.
    """

    def __init__(self, target: int, delay: float = 0) -> None:
        self.delay = delay
        self.up_bytes = self.down_bytes = 0
        self._target = target
        self._mode: Mode = "up"
        self._open = asyncio.Event()
        self._open.set()
        self._pairs: set[Pair] = set()
        self._silent: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._joined, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def become(self, mode: Mode) -> None:
        self._do(self._become(mode))

    def lose_phone(self) -> None:
        """The phone changed network: its sockets are dead, the server still believes in them."""
        self._do(self._lose_phone())

    async def _become(self, mode: Mode) -> None:
        self._mode = mode
        if mode == "hole":
            self._open.clear()
        else:
            self._open.set()
        if mode == "down":
            self._abort_all()

    async def _lose_phone(self) -> None:
        for phone, server in list(self._pairs):
            self._silent.add(server)
            phone.transport.abort()

    async def _close(self) -> None:
        self._mode = "down"
        self._open.set()
        self._abort_all()
        for each in self._silent:
            each.transport.abort()
        self._server.close()
        await asyncio.sleep(0.05)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def _abort_all(self) -> None:
        for pair in list(self._pairs):
            for each in pair:
                each.transport.abort()

    async def _joined(self, reader: asyncio.StreamReader, phone: asyncio.StreamWriter) -> None:
        await self._open.wait()
        if self._mode == "down":
            phone.transport.abort()
            return
        try:
            from_server, server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            phone.transport.abort()
            return
        pair = (phone, server)
        self._pairs.add(pair)
        await asyncio.gather(self._pump(reader, server, up=True), self._pump(from_server, phone))
        self._pairs.discard(pair)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, up: bool = False
    ) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while data := await source.read(65536):
                await asyncio.sleep(self.delay)
                await self._open.wait()
                self.up_bytes += len(data) if up else 0
                self.down_bytes += 0 if up else len(data)
                sink.write(data)
                await sink.drain()
        if sink not in self._silent:
            sink.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
