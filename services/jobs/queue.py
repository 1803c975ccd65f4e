"""The queue: procrastinate on the same Postgres. Jobs carry ids only and leave no trace."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import procrastinate
from procrastinate import exceptions
from procrastinate.jobs import Job, Status

from services.jobs import (
    dictations,
    keeping,
    lessons,
    linking,
    mail,
    room_words,
    rooms,
    speech,
)
from services.jobs.workbench import Workbench

QUEUES = {"speech": 1, "room": 2, "linking": 1, "keeping": 1}
"""Slots of each. A room takes one for as long as it is recorded, and the engine only in turns."""
RETRY = procrastinate.RetryStrategy(max_attempts=6, exponential_wait=4)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rhythm:
    """How soon a dead worker's job goes to another; `rescue` is a cron line, seconds last."""

    heartbeat: float = 5.0
    stalled_after: float = 30.0
    rescue: str = "* * * * * */10"
    sweep: str = "* * * * * */15"


def make_queue(dsn: str, workbench: Workbench, rhythm: Rhythm | None = None) -> procrastinate.App:
    """The procrastinate app of one worker process, its tasks bound to their workbench."""
    rhythm = rhythm or Rhythm()
    connector = procrastinate.PsycopgConnector(
        conninfo=dsn, min_size=1, max_size=6, kwargs={"options": "-c search_path=procrastinate"}
    )
    queue = procrastinate.App(
        connector=connector,
        worker_defaults={
            "delete_jobs": "always",  # a finished job would say when somebody spoke
            "update_heartbeat_interval": rhythm.heartbeat,
            "stalled_worker_timeout": rhythm.stalled_after,
        },
    )
    _work_on_lines(queue, workbench)
    _keep_house(queue, workbench, rhythm)
    _write_to_people(queue, workbench)
    return queue


def _work_on_lines(queue: procrastinate.App, workbench: Workbench) -> None:
    @queue.task(name="leaven.transcribe", queue="speech", retry=RETRY)
    async def transcribe(observation_id: str) -> None:
        await speech.transcribe(workbench, observation_id)

    @queue.task(name="leaven.dictation", queue="speech", retry=RETRY)
    async def put_into_words(dictation_id: str) -> None:
        await dictations.put_into_words(workbench, dictation_id)

    @queue.task(name="leaven.transcribe_room", queue="room", retry=RETRY)
    async def transcribe_room(capture_id: str) -> None:
        await room_words.transcribe_room(workbench, capture_id)

    @queue.task(name="leaven.link", queue="linking", retry=RETRY)
    async def link(observation_id: str) -> None:
        await linking.link(workbench, observation_id)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="leaven.look_through", queue="linking", queueing_lock="leaven.look_through")
    async def look_through(timestamp: int) -> None:
        await linking.look_through(workbench)


def _keep_house(queue: procrastinate.App, workbench: Workbench, rhythm: Rhythm) -> None:
    @queue.task(name="leaven.delete_recording", queue="keeping", retry=RETRY)
    async def delete_recording(path: str) -> None:
        await keeping.delete_recording(workbench, path)

    @queue.periodic(cron=rhythm.sweep)
    @queue.task(name="leaven.sweep", queue="keeping", queueing_lock="leaven.sweep")
    async def sweep(timestamp: int) -> None:
        await keeping.queue_waiting_clips(workbench)
        await keeping.sweep(workbench)
        await rooms.delete_overdue(workbench)
        await dictations.sweep(workbench)
        await keeping.nightly(workbench)
        await lessons.learn_site_words(workbench)

    @queue.periodic(cron=rhythm.rescue)
    @queue.task(name="leaven.rescue", queue="keeping", queueing_lock="leaven.rescue")
    async def rescue(timestamp: int) -> None:
        manager = queue.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=rhythm.stalled_after):
            await _rescue(queue, job)


async def _rescue(queue: procrastinate.App, job: Job) -> None:
    """Give a dead worker's job to the next; where the same is queued already, drop this one."""
    try:
        await queue.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        await queue.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    except exceptions.ConnectorException:
        logger.info("another worker was quicker", extra={"job_id": job.id})


def _write_to_people(queue: procrastinate.App, workbench: Workbench) -> None:
    server = workbench.mail_server
    if server is None:
        return

    @queue.periodic(cron="0 6 * * *")
    @queue.task(name="leaven.queue_mail", queue="keeping", queueing_lock="leaven.queue_mail")
    async def queue_mail(timestamp: int) -> None:
        await mail.queue_mail(workbench.pool, datetime.fromtimestamp(timestamp, UTC).date())

    @queue.periodic(cron="* * * * *")
    @queue.task(name="leaven.send_mail", queue="keeping", queueing_lock="leaven.send_mail")
    async def send_mail(timestamp: int) -> None:
        now = datetime.fromtimestamp(timestamp, UTC)
        await mail.send_due_mail(workbench.pool, server, workbench.address, now)
