"""A worker's bench over one session: what the tests of speech jobs work with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from services.jobs.queue import make_queue
from services.jobs.workbench import Workbench
from services.speech.engine import Engine
from tests.support.spoken_lines import speak
from tests.support.team import Team
from tests.support.whisper_checkpoint import DATA

JFK = (DATA / "jfk.webm").read_bytes()
SAID = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
QUEUED = "select count(*) from procrastinate.procrastinate_jobs where queue_name = 'speech'"


@dataclass
class Plant:
    """A database with one session, a folder of recordings, and a worker's bench."""

    database: psycopg.Connection
    folder: Path
    team: Team
    bench: Workbench

    def speak(self, sound: bytes = JFK, **about: Any) -> UUID:
        return speak(self.database, self.folder, self.team.session_id, sound, **about)

    def state(self, line: UUID) -> tuple[str, str, str]:
        """State of the line, the machine's words, and what is said about its recording."""
        row = self.database.execute(
            "select o.state, coalesce(t.words, ''), coalesce(c.reason, '')"
            " from leaven.observations o left join leaven.transcripts t on t.observation_id = o.id"
            " left join leaven.clips c on c.observation_id = o.id where o.id = %s",
            (line,),
        ).fetchone()
        return row or ("gone", "", "")

    def value(self, query: str, *given: Any) -> Any:
        row = self.database.execute(query, given).fetchone()
        return row[0] if row else None


async def run_queue(database: str, bench: Workbench) -> None:
    """Do all speech jobs that are due, then stop."""
    queue = make_queue(database, bench)
    async with queue.open_async():
        await queue.run_worker_async(queues=["speech"], wait=False, install_signal_handlers=False)


def load_of(plant: Plant) -> Engine:
    transcriber = plant.bench.transcriber()
    assert transcriber is not None
    return transcriber._engine


def three_windows() -> bytes:
    """Three sentences so far apart that no two share a window."""
    import numpy as np

    from services.speech.decode import decode
    from tests.support.sounds import encoded, silence

    said = decode((DATA / "austen-0880.webm").read_bytes())
    sentence = said.window(0, said.pcm.size)
    parts = [sentence, silence(30), sentence, silence(30), sentence]
    return encoded(np.concatenate(parts), "webm", "libopus")
