"""Keeping house: recordings go when they are due, and nothing that waits is forgotten."""

from services.jobs.room_words import queue_waiting_rooms
from services.jobs.workbench import Workbench, ready_transcriber

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
GOES_SOON = "This recording is not in words yet and goes within a day. Say it again or type it."
# Not in words and the deadline is near: tell, and leave a day to say it again, however long
# everything stood still before.
WARN_DUE = """
update leaven.clips c
   set warned = true, delete_after = greatest(c.delete_after, now() + interval '23 hours'),
       reason = %s
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
  private.dictations, private.dictation_pieces,
  leaven.photos, private.uploads, private.upload_chunks,
  leaven.room_lines, private.room_hearings
"""


async def delete_recording(workbench: Workbench, path: str) -> None:
    await workbench.recordings.delete(path)


async def queue_waiting_clips(workbench: Workbench) -> None:
    """Recordings that wait (for a model, or for a lost job) are queued, the oldest clip first."""
    if await ready_transcriber(workbench) is None:
        return
    async with workbench.pool.connection() as connection:
        await connection.execute(QUEUE_WAITING)
    await queue_waiting_rooms(workbench)


async def sweep(workbench: Workbench) -> None:
    """What is over its time goes; deleting a clip's row queues the deletion of its bytes.

    A recording that is not in words is announced first.
    """
    async with workbench.pool.connection() as connection:
        await connection.execute(WARN_DUE, (GOES_SOON,))
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
