"""However many ask at once, a process stretches two receipts at a time."""

import asyncio
import threading
from collections.abc import Callable

from services.backend.receipts import Receipts, new_words
from tests.support.works import Works

VISITORS = 6


class Counted:
    """A hash that stays in its thread until it is let go, and counts who is in there with it."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self._lock = threading.Lock()
        self.inside = self.most = 0

    def __call__(self, words: bytes, salt: bytes) -> bytes:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.let_go.wait(20)
        with self._lock:
            self.inside -= 1
        return bytes(32)


class Anything:
    """A database that agrees to everything."""

    async def call(self, function: str, **arguments: object) -> dict[str, object]:
        return {"ok": True, "state": "heard"}


async def until(reached: Callable[[], bool]) -> None:
    for _ in range(2000):
        if reached():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it was not reached")


async def test_two_slow_hashes_run_at_a_time() -> None:
    slow = Counted()
    receipts = Receipts(Anything(), b"pepper", slow)  # type: ignore[arg-type]
    asking = [asyncio.create_task(receipts.open(new_words(), "me")) for _ in range(VISITORS)]
    await until(lambda: slow.inside == 2)
    for _ in range(100):  # the others would come in now
        await asyncio.sleep(0)
    slow.let_go.set()
    await asyncio.gather(*asking)
    assert slow.most == 2


async def test_all_visitors_of_a_process_share_them(works: Works) -> None:
    one, other = await works.nobody(), await works.person("facilitator")
    assert one.receipts is other.receipts
