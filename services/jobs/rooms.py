"""Recordings of a room go when their hours are over, read back or not."""

from services.jobs.workbench import Workbench

SWEEP = "select private.sweep_rooms()"


async def delete_overdue(workbench: Workbench) -> None:
    """Deleting the row queues the deletion of the bytes."""
    async with workbench.pool.connection() as connection:
        await connection.execute(SWEEP)
