"""The linking jobs: a confirmed line finds its place; the pool is looked through; signals."""

from services.jobs.workbench import Workbench
from services.linking.linker import place_line
from services.linking.review import read_all, review, watch

ORGANISATIONS = "select id::text from leaven.organisations order by id"


async def link(workbench: Workbench, observation_id: str) -> None:
    """Link or offer one line. Idempotent; what a person decided is never touched."""
    await place_line(workbench.pool, workbench.encoder(), observation_id)


async def look_through(workbench: Workbench) -> None:
    """Read what is unread, then ask about themes and signals, one organisation after another."""
    async with workbench.pool.connection() as connection:
        found = await (await connection.execute(ORGANISATIONS)).fetchall()
    for (org,) in found:
        await read_all(workbench.pool, workbench.encoder(), org)
        await review(workbench.pool, workbench.encoder(), org)
        await watch(workbench.pool, org)
