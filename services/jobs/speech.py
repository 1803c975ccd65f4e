"""The speech job: one recording becomes words that its speaker checks."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.json import Jsonb

from app.errors import InvalidInputError, LeavenError, NotFoundError
from services.jobs.site_hints import hints_for
from services.jobs.workbench import Workbench, ready_transcriber
from services.speech.engine import Segment
from services.speech.errors import TranscriptionCancelledError
from services.speech.transcriber import Transcriber, Transcript

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 8
"""Tries that a recording gets, killed workers included: one that kills them must not go round."""
GAVE_UP = "The words could not be made out. Listen to it, or say it again."
WATCH_EVERY = 1.0

BEGIN = """
update leaven.clips c set tries = c.tries + 1, share = 0
  from leaven.observations o join leaven.sessions s on s.id = o.session_id
       join leaven.organisations g on g.id = o.org_id
 where c.observation_id = %s and o.id = c.observation_id and o.state in ('waiting', 'set_aside')
returning c.path, c.seconds, c.tries, o.language, s.site_id, g.english_for_linking
"""
KEEP_WORDS = """
with line as (
  update leaven.observations set state = %(state)s
   where id = %(id)s and state in ('waiting', 'set_aside')
     and exists (select from leaven.clips where observation_id = %(id)s)
  returning id),
clip as (
  update leaven.clips set reason = %(reason)s, share = 1, delete_after = now() + interval '24 hours'
   where observation_id in (select id from line))
insert into leaven.transcripts (observation_id, words, language, english, segments, engine, model)
select id, %(words)s, %(language)s, %(english)s, %(segments)s, %(engine)s, %(model)s from line
on conflict (observation_id) do nothing
"""
SET_ASIDE = """
with clip as (
  update leaven.clips set reason = %(reason)s where observation_id = %(id)s
  returning observation_id)
update leaven.observations set state = 'set_aside'
 where id in (select observation_id from clip) and state = 'waiting'
"""
LOOK = "update leaven.clips set share = greatest(share, %s) where observation_id = %s"


@dataclass(frozen=True)
class _Clip:
    path: str
    seconds: float
    tries: int
    language: str
    site_id: str
    english: bool


@dataclass
class _Watch:
    """Between the worker's thread and the database: how far it is, and whether to stop."""

    share: float = 0.0
    withdrawn: threading.Event = field(default_factory=threading.Event)

    def progress(self, share: float, _: Sequence[Segment]) -> None:
        self.share = share


async def transcribe(workbench: Workbench, observation_id: str) -> None:
    """Turn a clip into words. Idempotent: a line that was checked or withdrawn is left alone.

    Without a model the clip waits. A recording that cannot be read, or that failed too often, is
    set aside with its reason and kept until its deadline.

    Raises:
        Exception: a passing fault; the queue tries again, later each time.
    """
    transcriber = await ready_transcriber(workbench)
    clip = await _begin(workbench, observation_id) if transcriber else None
    if clip is None or transcriber is None:
        return
    try:
        transcript = await _listen(workbench, transcriber, observation_id, clip)
    except TranscriptionCancelledError:
        return
    except (InvalidInputError, NotFoundError) as problem:  # the same bytes stay as bad tomorrow
        await _set_aside(workbench, observation_id, str(problem))
    except Exception as problem:
        if clip.tries < GIVE_UP_AFTER:
            raise
        logger.exception("speech job gave up", extra={"observation_id": observation_id})
        reason = str(problem) if isinstance(problem, LeavenError) else GAVE_UP
        await _set_aside(workbench, observation_id, reason)
    else:
        await _keep(workbench, observation_id, transcript)


async def _begin(workbench: Workbench, observation_id: str) -> _Clip | None:
    async with workbench.pool.connection() as connection:
        row = await (await connection.execute(BEGIN, (observation_id,))).fetchone()
    clip = _Clip(*row) if row else None
    if clip and clip.tries > GIVE_UP_AFTER:
        await _set_aside(workbench, observation_id, GAVE_UP)
        return None
    return clip


async def _listen(
    workbench: Workbench, transcriber: Transcriber, observation_id: str, clip: _Clip
) -> Transcript:
    audio = await workbench.recordings.read(clip.path)
    hints = await hints_for(workbench, clip.site_id)
    async with _watched(workbench, observation_id) as watch:
        return await asyncio.to_thread(
            transcriber.transcribe,
            audio,
            language=clip.language,
            hints=hints,
            reported_seconds=clip.seconds or None,
            progress=watch.progress,
            cancelled=watch.withdrawn.is_set,
            budget_seconds=60.0 + 10.0 * clip.seconds,
            english=clip.english,
        )


@asynccontextmanager
async def _watched(workbench: Workbench, observation_id: str) -> AsyncIterator[_Watch]:
    watch = _Watch()
    watching = asyncio.create_task(_look_after(workbench, observation_id, watch))
    try:
        yield watch
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _look_after(workbench: Workbench, observation_id: str, watch: _Watch) -> None:
    """Show the progress, and notice when the line is withdrawn under our hands."""
    while not watch.withdrawn.is_set():
        await asyncio.sleep(WATCH_EVERY)
        async with workbench.pool.connection() as connection:
            looked = await connection.execute(LOOK, (watch.share, observation_id))
        if not looked.rowcount:
            watch.withdrawn.set()


async def _keep(workbench: Workbench, observation_id: str, transcript: Transcript) -> None:
    async with workbench.pool.connection() as connection:
        await connection.execute(
            KEEP_WORDS,
            {
                "id": observation_id,
                "state": "no_speech" if transcript.no_speech else "to_check",
                "reason": transcript.note,
                "words": transcript.text,
                "language": transcript.language,
                "english": transcript.pivot,
                "segments": Jsonb([_shown(segment) for segment in transcript.segments]),
                "engine": transcript.engine,
                "model": transcript.model,
            },
        )


def _shown(segment: Segment) -> dict[str, Any]:
    """What a screen needs to show doubt: no times, they are nobody's business."""
    return {
        "text": segment.text,
        "doubtful": segment.doubtful,
        "unsure": [word.text for word in segment.words if word.unsure],
    }


async def _set_aside(workbench: Workbench, observation_id: str, reason: str) -> None:
    async with workbench.pool.connection() as connection:
        await connection.execute(SET_ASIDE, {"id": observation_id, "reason": reason})
