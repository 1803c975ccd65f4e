"""The job worker: speech, linking and keeping, each queue with a slot of its own."""

import asyncio
import logging
import os
import signal
import sys

from services.jobs.queue import QUEUES, make_queue
from services.jobs.workbench import Workbench

logger = logging.getLogger(__name__)

LEAVE = {"room": 2.0}
PATIENT = 3600.0
"""Seconds that a job under way gets when the worker is to stop. A room's lasts as long as its
recording: another worker goes on with it."""


async def work(dsn: str, workbench: Workbench, *, attached: bool = False) -> None:
    """Run every queue until SIGINT or SIGTERM; a job under way is finished first.

    An `attached` worker also ends when its standard input does: its starter was killed.
    """
    queue = make_queue(dsn, workbench)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if attached:
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, stop)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with queue.open_async():
        workers = [
            asyncio.create_task(
                queue.run_worker_async(
                    queues=[name],
                    name=f"leaven {name}",
                    concurrency=slots,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=5.0,
                    shutdown_graceful_timeout=LEAVE.get(name, PATIENT),
                )
            )
            for name, slots in QUEUES.items()
        ]
        logger.info("worker is ready")
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([stopped, *workers], return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()
        # every one of them, before the queue closes: the first that ends must not end the others
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def _stop_at_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()
