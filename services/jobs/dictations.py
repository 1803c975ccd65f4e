"""The job of a spoken reason: the sound becomes words for its speaker, and goes."""

import asyncio
import logging

from app.errors import InvalidInputError
from services.jobs.workbench import Workbench, ready_transcriber

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 4
"""Tries, killed workers included; then its speaker is asked to say it again or to type it."""
TAKE = "select * from private.take_dictation(%s)"
KEEP = "select private.dictation_in_words(%s, %s)"
SWEEP = "select private.sweep_dictations()"


async def put_into_words(workbench: Workbench, dictation_id: str) -> None:
    """Turn a spoken reason into words; without a model it waits, and is forgotten after a day.

    Raises:
        Exception: a passing fault; the queue tries again, later each time.
    """
    transcriber = await ready_transcriber(workbench)
    if transcriber is None:
        return
    async with workbench.pool.connection() as connection:
        taken = await (await connection.execute(TAKE, (dictation_id,))).fetchone()
    if taken is None or taken[0] is None:
        return
    sound, language, seconds, tries = taken
    try:
        transcript = await asyncio.to_thread(
            transcriber.transcribe,
            bytes(sound),
            language=language,
            reported_seconds=seconds or None,
            budget_seconds=60.0 + 10.0 * seconds,
        )
        words = transcript.text
    except InvalidInputError:  # the same bytes stay as bad tomorrow
        words = ""
    except Exception:
        if tries < GIVE_UP_AFTER:
            raise
        logger.exception("a spoken reason was given up")
        words = ""
    async with workbench.pool.connection() as connection:
        await connection.execute(KEEP, (dictation_id, words))


async def sweep(workbench: Workbench) -> None:
    """What nobody sent within a day goes; what lost its job is queued again."""
    async with workbench.pool.connection() as connection:
        await connection.execute(SWEEP)
