"""Learn the site's words from what people mended, and forget the lesson."""

import asyncio
from dataclasses import astuple
from itertools import groupby
from typing import Any

from services.jobs.workbench import Workbench
from services.speech.names import suggest
from services.speech.site_words import SiteWord, learn

TAKE = "delete from private.word_lessons returning site_id, heard, confirmed"
LOCK = "select pg_advisory_xact_lock(hashtext('leaven.site_words'))"
KNOWN = "select spelling, weight, week from leaven.site_words where site_id = %s"
FORGET = "delete from leaven.site_words where site_id = %s"
KEEP = "insert into leaven.site_words (site_id, spelling, weight, week) values (%s, %s, %s, %s)"
WEEK = "select private.week_number()"

Lesson = tuple[Any, str, str]
"""Site, what was heard, what was confirmed."""


async def learn_site_words(workbench: Workbench) -> None:
    """Take all lessons and mend the lists of their sites, in one transaction; then they go."""
    async with workbench.pool.connection() as connection, connection.transaction():
        await connection.execute(LOCK)
        lessons = await (await connection.execute(TAKE)).fetchall()
        week = await (await connection.execute(WEEK)).fetchone()
        by_site = groupby(sorted(lessons, key=lambda one: str(one[0])), key=lambda one: one[0])
        for site, its_lessons in by_site:
            rows = await (await connection.execute(KNOWN, (site,))).fetchall()
            known = tuple(SiteWord(*row) for row in rows)
            learned = await asyncio.to_thread(
                _learn_all, known, list(its_lessons), week[0] if week else 0
            )
            await connection.execute(FORGET, (site,))
            async with connection.cursor() as cursor:
                await cursor.executemany(KEEP, [(site, *astuple(word)) for word in learned])


def _learn_all(
    known: tuple[SiteWord, ...], lessons: list[Lesson], week: int
) -> tuple[SiteWord, ...]:
    for _, heard, confirmed in lessons:
        names = [confirmed[one.start : one.end] for one in suggest(confirmed)]
        known = learn(known, heard, confirmed, week, names)
    return known
