"""What the jobs work with: the database as its owner, the recordings, the engines."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from services.backend.recordings import Recordings
from services.database.pool import Pool
from services.linking.encoder import Encoder
from services.mail.smtp import MailServer
from services.speech.errors import ModelUnavailableError
from services.speech.transcriber import Transcriber

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workbench:
    """`transcriber` answers None while no speech model is on this machine: clips then wait.

    Without a mail server nobody is written to. `address` is where browsers find Leaven.
    """

    pool: Pool
    recordings: Recordings
    transcriber: Callable[[], Transcriber | None]
    encoder: Callable[[], Encoder]
    mail_server: MailServer | None = None
    address: str = ""


async def ready_transcriber(workbench: Workbench) -> Transcriber | None:
    """Loading a model takes seconds: not on the loop, or the worker's heartbeat stops."""
    try:
        return await asyncio.to_thread(workbench.transcriber)
    except ModelUnavailableError as problem:
        logger.warning("the speech model cannot be loaded: %s", problem)
        return None
