"""Keeping house: recordings go when they are due, and nothing that waits is forgotten."""

import asyncio
import logging

from services.jobs.workbench import Workbench
from services.speech.errors import ModelUnavailableError

logger = logging.getLogger(__name__)

# A line whose job is queued or under way (or lies with a dead worker until it is rescued) has one.
QUEUE_WAITING = """
select private.enqueue('speech', 'leaven.transcribe', jsonb_build_object('observation_id', o.id),
                       'transcribe:' || o.id)
  from leaven.clips c join leaven.observations o on o.id = c.observation_id
  left join leaven.holds h on h.observation_id = o.id
 where o.state = 'waiting'
   and not exists (select from procrastinate.procrastinate_jobs j
                    where j.status in ('todo', 'doing') and j.task_name = 'leaven.transcribe'
                      and j.args ->> 'observation_id' = o.id::text)
 order by h.arrived_at
"""
# Not in words and the deadline is near: tell, and leave a day to say it again, however long
# everything stood still before.
WARN_DUE = """
update leaven.clips c
   set warned = true, delete_after = greatest(c.delete_after, now() + interval '23 hours'),
       reason = 'This recording is not in words yet and goes within a day. Say it again or type it.'
  from leaven.observations o
 where o.id = c.observation_id and o.state in ('waiting', 'set_aside')
   and not c.warned and c.delete_after < now() + interval '24 hours'
"""
# Its recording went, and still no words: it waits for nothing any more.
LEFT_BEHIND = """
update leaven.observations o set state = 'set_aside'
 where o.state = 'waiting' and o.spoken
   and not exists (select from leaven.clips c where c.observation_id = o.id)
"""
SWEEP = "select private.sweep()"
NIGHTLY = "select private.nightly_if_due()"
# Deleted and rewritten rows stay in the files until then, in the order in which they came.
VACUUM = """
vacuum leaven.observations, leaven.holds, leaven.receipts, leaven.links, leaven.link_decisions,
  private.session_keys, private.read_backs, private.recording_yes, private.tries,
  private.dictations, private.dictation_pieces
"""


async def delete_recording(workbench: Workbench, path: str) -> None:
    await workbench.recordings.delete(path)


async def queue_waiting_clips(workbench: Workbench) -> None:
    """Clips that wait (for a model, or for a job that was lost) are queued, oldest first."""
    try:
        if await asyncio.to_thread(workbench.transcriber) is None:
            return
    except ModelUnavailableError as problem:
        logger.warning("the speech model cannot be loaded: %s", problem)
        return
    async with workbench.pool.connection() as connection:
        await connection.execute(QUEUE_WAITING)


async def sweep(workbench: Workbench) -> None:
    """What is over its time goes; deleting a clip's row queues the deletion of its bytes.

    A recording that is not in words is announced first.
    """
    async with workbench.pool.connection() as connection:
        await connection.execute(WARN_DUE)
        await connection.execute(SWEEP)
        await connection.execute(LEFT_BEHIND)


async def nightly(workbench: Workbench) -> bool:
    """Once a day: numbers, receipts and ledgers change together. True when this call did it."""
    async with workbench.pool.connection() as connection:
        row = await (await connection.execute(NIGHTLY)).fetchone()
        done = bool(row and row[0])
        if done:
            await connection.execute(VACUUM)
    return done
