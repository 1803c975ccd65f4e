"""The mail jobs: who is told today, and what is due now."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import LeavenError
from services.database.pool import Pool
from services.mail.message import neutral_mail
from services.mail.smtp import MailServer, Post, RefusedMailError, open_post

logger = logging.getLogger(__name__)
BATCH = 50
QUEUE = "select private.sweep_mail(%(day)s), private.queue_mail(%(day)s)"
TAKE = (
    "select person_id, day, email, stop_token, private.mail_language(person_id)"
    " from private.take_mail(%s, %s)"
)
TOLD = "select private.mail_told(%s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Due:
    person_id: str
    day: date
    email: str
    stop_token: str
    language: str


@dataclass(frozen=True)
class Outcome:
    """`trouble` is empty for a mail that went; `hopeless` ones are not tried again."""

    trouble: str = ""
    hopeless: bool = False


async def queue_mail(pool: Pool, on_day: date) -> None:
    """Once a day: a row for everybody for whom something waits. Again the same day: nothing."""
    async with pool.connection() as connection:
        await connection.execute(QUEUE, {"day": on_day})


async def send_due_mail(pool: Pool, server: MailServer, address: str, now: datetime) -> int:
    """Send what is due and note how it went; how many went.

    A server that is down costs one attempt for all: each mail waits 5, 10, 20 … minutes and the
    administrator sees the reason. `now` is an aware time.
    """
    async with pool.connection() as connection:
        rows = await (await connection.execute(TAKE, (now, BATCH))).fetchall()
    due = [Due(str(row[0]), row[1], row[2], row[3], row[4] or "en") for row in rows]
    if not due:
        return 0
    outcomes = await _send(server, address, due)
    async with pool.connection() as connection:
        for mail, outcome in zip(due, outcomes, strict=True):
            await connection.execute(
                TOLD, (mail.person_id, mail.day, outcome.trouble, outcome.hopeless, now)
            )
    failed = sum(bool(outcome.trouble) for outcome in outcomes)
    if failed:
        logger.warning("mail did not go out", extra={"mails": failed})
    return len(due) - failed


async def _send(server: MailServer, address: str, due: list[Due]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        async with open_post(server) as post:
            for mail in due:
                outcomes.append(await _send_one(post, server, address, mail))  # noqa: PERF401
    except LeavenError as trouble:
        outcomes += [Outcome(str(trouble))] * (len(due) - len(outcomes))
    return outcomes


async def _send_one(post: Post, server: MailServer, address: str, mail: Due) -> Outcome:
    message = neutral_mail(address, server.sender, mail.email, mail.stop_token, mail.language)
    try:
        await post.send(message)
    except RefusedMailError as refusal:
        return Outcome(str(refusal), hopeless=refusal.hopeless)
    return Outcome()
