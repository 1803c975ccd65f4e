"""Mail says that something waits, once a day at most, and never what."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from app.errors import NotFoundError
from services.database.pool import Pool, open_pool
from services.example.content import PEOPLE
from services.jobs.mail import queue_mail, send_due_mail
from services.mail.smtp import MailServer
from tests.support.actions import move_clock, propose, run
from tests.support.mail_server import Letterbox, letterbox
from tests.support.process import free_port
from tests.support.works import Works

DAY = date(2026, 11, 23)  # a Monday
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = "https://leaven.plant.example"


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with letterbox() as standing:
        yield standing


@pytest.fixture
async def real(works: Works) -> Works:
    """The worked example, as if its people were real: nobody writes to example people."""
    run(works, "update leaven.organisations set is_example = false")
    run(works, "delete from leaven.sessions where phase = 'soak'")  # its facilitator would be told
    return works


@pytest.fixture
async def pool(works: Works) -> AsyncIterator[Pool]:
    async with open_pool(works.dsn, size=2) as pool:
        yield pool


def due_now(works: Works) -> None:
    run(works, "update private.mail_outbox set not_before = %s where state = 'waiting'", NOON)


async def test_a_sponsor_is_told_that_a_team_waits_and_nothing_else(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    action = propose(real)
    await queue_mail(pool, DAY)
    due_now(real)
    assert await send_due_mail(pool, box.server, ADDRESS, NOON) == 1
    [mail] = box.mails
    assert mail["To"] == PEOPLE["sponsor"]
    assert mail["Subject"] == "A team waits for you"
    said = mail.as_string()
    for told in ("roster", "yard", "scanner", "Three Rivers", "Harbour", str(action.id)):
        assert told not in said
    assert ADDRESS in said


async def test_a_german_organisation_is_written_to_in_german(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    run(real, "update leaven.organisations set languages = '{de,en}'")
    propose(real)
    await queue_mail(pool, DAY)
    due_now(real)
    assert await send_due_mail(pool, box.server, ADDRESS, NOON) == 1
    assert box.mails[0]["Subject"] == "Ein Team wartet auf dich"
    assert "höchstens eine am Tag" in box.mails[0].get_content()


async def test_one_mail_a_day_however_much_waits_and_however_often_the_job_runs(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    propose(real)
    propose(real, topic="Loading the late trailer")
    for _ in range(3):
        await queue_mail(pool, DAY)
        due_now(real)
        await send_due_mail(pool, box.server, ADDRESS, NOON)
    assert len(box.mails) == 1
    await queue_mail(pool, DAY + timedelta(days=1))
    due_now(real)
    await send_due_mail(pool, box.server, ADDRESS, NOON)
    assert len(box.mails) == 2


async def test_nobody_is_written_to_when_nothing_waits_or_in_the_example(
    works: Works, pool: Pool, box: Letterbox
) -> None:
    propose(works)
    await queue_mail(pool, DAY)
    assert run(works, "select * from private.mail_outbox") == []
    run(works, "delete from leaven.actions")
    run(works, "update leaven.organisations set is_example = false")
    await queue_mail(pool, date(2026, 11, 2))  # before the example's soak ends
    assert run(works, "select * from private.mail_outbox") == []


async def test_a_server_that_is_down_is_tried_again_later_and_the_administrator_sees_it(
    real: Works, pool: Pool
) -> None:
    propose(real)
    await queue_mail(pool, DAY)
    due_now(real)
    move_clock(real, DAY)
    down = MailServer("127.0.0.1", "leaven@plant.example", free_port(), security="none")
    assert await send_due_mail(pool, down, ADDRESS, NOON) == 0
    administrator = await real.person("administrator")
    org = await real.organisation(administrator)
    health = await administrator.loop.administration.mail_health(org.id)
    assert (health.waiting, health.failed) == (1, 0)
    assert health.troubles == ("The mail server does not answer.",)
    with letterbox() as box:
        assert await send_due_mail(pool, box.server, ADDRESS, NOON + timedelta(minutes=4)) == 0
        assert await send_due_mail(pool, box.server, ADDRESS, NOON + timedelta(minutes=6)) == 1
    health = await administrator.loop.administration.mail_health(org.id)
    assert (health.sent, health.troubles) == (1, ())


async def test_an_address_that_does_not_exist_is_given_up_and_others_still_get_theirs(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    propose(real)
    run(
        real,
        "insert into leaven.memberships select org_id, person_id, 'sponsor' from leaven.memberships"
        " where role = 'member'",
    )
    box.refused = {"sponsor@": "550 No such user"}
    await queue_mail(pool, DAY)
    due_now(real)
    assert await send_due_mail(pool, box.server, ADDRESS, NOON) == 1
    states = run(real, "select state, trouble from private.mail_outbox order by state")
    assert states == [("failed", "The server refuses the address."), ("sent", "")]


async def test_a_full_mailbox_is_tried_again(real: Works, pool: Pool, box: Letterbox) -> None:
    propose(real)
    box.refused = {"sponsor@": "452 Mailbox full"}
    await queue_mail(pool, DAY)
    due_now(real)
    await send_due_mail(pool, box.server, ADDRESS, NOON)
    assert run(real, "select state from private.mail_outbox") == [("waiting",)]


async def test_mail_stops_by_its_own_link_without_signing_in(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    propose(real)
    await queue_mail(pool, DAY)
    due_now(real)
    await send_due_mail(pool, box.server, ADDRESS, NOON)
    link = box.mails[0]["List-Unsubscribe"].strip("<>")
    assert box.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = link.rpartition("/")[2]
    nobody = await real.nobody()
    with pytest.raises(NotFoundError):
        await nobody.loop.mail.stop(token[:-1] + ("0" if token[-1] != "0" else "1"))
    await nobody.loop.mail.stop(token)
    await queue_mail(pool, DAY + timedelta(days=1))
    assert run(real, "select state from private.mail_outbox") == [("sent",)]
    sponsor = await real.person("sponsor")
    assert await sponsor.loop.mail.mine() == "never"


async def test_weekly_means_mondays(real: Works, pool: Pool) -> None:
    propose(real)
    sponsor = await real.person("sponsor")
    await sponsor.loop.mail.choose("weekly")
    await queue_mail(pool, DAY + timedelta(days=1))
    assert run(real, "select * from private.mail_outbox") == []
    await queue_mail(pool, DAY + timedelta(days=7))
    assert len(run(real, "select * from private.mail_outbox")) == 1


async def test_a_crash_while_sending_loses_a_mail_and_never_doubles_one(
    real: Works, pool: Pool, box: Letterbox
) -> None:
    propose(real)
    await queue_mail(pool, DAY)
    due_now(real)
    with psycopg.connect(real.dsn) as crashed:
        assert crashed.execute("select * from private.take_mail(%s, 5)", (NOON,)).fetchall()
    assert await send_due_mail(pool, box.server, ADDRESS, NOON) == 0
    await queue_mail(pool, DAY + timedelta(days=1))
    states = run(real, "select day, state from private.mail_outbox order by day")
    assert [state for _, state in states] == ["failed", "waiting"]
