"""A worker as a process of its own: `python -m tests.support.speech_worker DSN FOLDER MODEL`."""

import asyncio
import sys
import time
from pathlib import Path

from services.database.pool import open_pool
from services.jobs.queue import Rhythm, make_queue
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.engine import Ask, Samples, Segment
from services.speech.faster import FasterWhisperEngine
from services.speech.transcriber import Transcriber
from tests.support.spoken_lines import FolderRecordings

QUICK = Rhythm(heartbeat=0.2, stalled_after=1.0, rescue="* * * * * *", sweep="* * * * * *")


class Slow(FasterWhisperEngine):
    """Takes its time, so that there is a moment to be killed in."""

    def window(self, audio: Samples, ask: Ask) -> list[Segment]:
        time.sleep(0.15)
        return super().window(audio, ask)


async def work(dsn: str, folder: Path, model: Path) -> None:
    transcriber = Transcriber(Slow(model))
    async with open_pool(dsn, size=4) as pool:
        bench = Workbench(pool, FolderRecordings(folder), lambda: transcriber, resolve)
        queue = make_queue(dsn, bench, QUICK)
        async with queue.open_async():
            workers = [
                queue.run_worker_async(queues=[name], fetch_job_polling_interval=0.2)
                for name in ("speech", "room", "keeping")
            ]
            print("ready", flush=True)  # noqa: T201 - whoever started us waits for it
            await asyncio.gather(*workers)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
