"""Recordings of a room go when their hours are over, read back or not."""

from services.jobs.workbench import Workbench

TOO_LATE = "The recording went before all of it was in words."
SWEEP = "select private.sweep_rooms()"
# Its recording went, and it is not all in words: it waits for nothing any more.
LEFT_BEHIND = """
update private.room_hearings h set state = 'set_aside',
       reason = %s
 where h.state = 'waiting'
   and not exists (select from private.uploads u where u.capture_id = h.capture_id)
   and not exists (select from leaven.room_recordings r
                    where r.id = private.line_id(h.session_id, h.capture_id))
"""


async def delete_overdue(workbench: Workbench) -> None:
    """Deleting the row queues the deletion of the bytes."""
    async with workbench.pool.connection() as connection:
        await connection.execute(SWEEP)
        await connection.execute(LEFT_BEHIND, (TOO_LATE,))
