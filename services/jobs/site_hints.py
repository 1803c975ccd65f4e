"""The words of a site that help the ear, as they weigh this week."""

from typing import Any

from services.jobs.workbench import Workbench
from services.speech.site_words import SiteWord, hints_of

SITE_WORDS = "select spelling, weight, week from leaven.site_words where site_id = %s"
WEEK = "select private.week_number()"


async def hints_for(workbench: Workbench, site_id: Any) -> tuple[str, ...]:
    async with workbench.pool.connection() as connection:
        rows = await (await connection.execute(SITE_WORDS, (site_id,))).fetchall()
        week = await (await connection.execute(WEEK)).fetchone()
    return hints_of([SiteWord(*row) for row in rows], week[0] if week else 0)
