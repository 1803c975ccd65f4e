"""Six digits by mail: for one sign-in, for ten minutes, five guesses, and never on record."""

import asyncio
import time

import psycopg
import pytest
from supabase import AuthApiError
from supabase_auth.types import AuthResponse, Session

from services.embedded.project import EmbeddedProject
from tests.support.embedded import Mailbox, client_of

ANNA = "anna@plant.example"


@pytest.fixture(autouse=True)
async def _anna(embedded_project: EmbeddedProject) -> None:
    admin = client_of(embedded_project, as_server=True).auth.admin
    await admin.create_user({"email": ANNA, "email_confirm": True})


async def ask(project: EmbeddedProject, email: str = ANNA) -> None:
    request = {"email": email, "options": {"should_create_user": False}}
    await client_of(project).auth.sign_in_with_otp(request)  # type: ignore[arg-type]
    await asyncio.sleep(0)  # the delivery is a task of its own
    await asyncio.sleep(0)


async def verify(project: EmbeddedProject, code: str, email: str = ANNA) -> AuthResponse:
    return await client_of(project).auth.verify_otp(
        {"email": email, "token": code, "type": "email"}
    )


async def signed_in(project: EmbeddedProject, mailbox: Mailbox) -> Session:
    await ask(project)
    answer = await verify(project, mailbox.codes[ANNA])
    assert answer.session is not None
    return answer.session


def wrong(mailbox: Mailbox) -> str:
    return "000001" if mailbox.codes.get(ANNA) != "000001" else "000002"


async def test_a_code_signs_its_owner_in(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await ask(embedded_project)
    answer = await verify(embedded_project, mailbox.codes[ANNA])
    assert answer.user is not None
    assert answer.user.email == ANNA
    assert answer.session is not None
    found = await client_of(embedded_project).auth.get_user(answer.session.access_token)
    assert found is not None
    assert found.user.id == answer.user.id


async def test_an_address_is_the_same_in_capitals_and_with_spaces(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await ask(embedded_project, "ANNA@Plant.example")
    assert (await verify(embedded_project, mailbox.codes[ANNA], ANNA.upper())).session


async def test_a_code_is_good_for_one_sign_in(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await signed_in(embedded_project, mailbox)
    with pytest.raises(AuthApiError) as refused:
        await verify(embedded_project, mailbox.codes[ANNA])
    assert refused.value.code == "otp_expired"


async def test_only_one_of_two_simultaneous_uses_of_a_code_wins(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await ask(embedded_project)
    tries = [verify(embedded_project, mailbox.codes[ANNA]) for _ in range(4)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, AuthResponse) for answer in answers) == 1


async def test_a_newer_code_replaces_the_older(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await ask(embedded_project)
    older = mailbox.codes[ANNA]
    await ask(embedded_project)
    if mailbox.codes[ANNA] != older:
        with pytest.raises(AuthApiError):
            await verify(embedded_project, older)
    assert (await verify(embedded_project, mailbox.codes[ANNA])).session


async def test_five_wrong_codes_lock_the_address_even_for_the_right_one(
    embedded_project: EmbeddedProject, mailbox: Mailbox, database: str
) -> None:
    await ask(embedded_project)
    for _ in range(5):
        with pytest.raises(AuthApiError) as refused:
            await verify(embedded_project, wrong(mailbox))
        assert refused.value.status == 403
    with pytest.raises(AuthApiError) as refused:
        await verify(embedded_project, mailbox.codes[ANNA])
    assert refused.value.status == 429
    with pytest.raises(AuthApiError) as refused:
        await ask(embedded_project)
    assert refused.value.status == 429
    pass_ten_minutes(database)
    await signed_in(embedded_project, mailbox)


async def test_a_fresh_code_does_not_buy_more_guesses(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    for _ in range(5):
        await ask(embedded_project)
        with pytest.raises(AuthApiError):
            await verify(embedded_project, wrong(mailbox))
    with pytest.raises(AuthApiError) as refused:
        await verify(embedded_project, mailbox.codes[ANNA])
    assert refused.value.status == 429


async def test_guesses_at_the_same_moment_are_counted_one_by_one(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    await ask(embedded_project)
    tries = [verify(embedded_project, wrong(mailbox)) for _ in range(12)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    statuses = [answer.status for answer in answers if isinstance(answer, AuthApiError)]
    assert sorted(statuses) == [403] * 5 + [429] * 7


async def test_a_code_is_too_old_after_ten_minutes(
    embedded_project: EmbeddedProject, mailbox: Mailbox, database: str
) -> None:
    await ask(embedded_project)
    pass_ten_minutes(database)
    with pytest.raises(AuthApiError) as refused:
        await verify(embedded_project, mailbox.codes[ANNA])
    assert refused.value.code == "otp_expired"


async def test_nobody_learns_whether_an_address_has_an_account(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    stranger = "stranger@plant.example"
    await ask(embedded_project, stranger)
    assert stranger not in mailbox.codes
    answers = []
    for email in (ANNA, stranger):
        for _ in range(6):
            with pytest.raises(AuthApiError) as refused:
                await verify(embedded_project, "xxxxxx", email)
            answers.append((refused.value.status, refused.value.code, refused.value.message))
    assert answers[:6] == answers[6:]


async def test_known_and_unknown_addresses_cost_about_the_same_time(
    embedded_project: EmbeddedProject,
) -> None:
    async def quickest(email: str) -> float:
        times = []
        for _ in range(8):
            begun = time.perf_counter()
            await ask(embedded_project, email)
            times.append(time.perf_counter() - begun)
        return min(times)

    await ask(embedded_project, "warm@plant.example")
    known, unknown = await quickest(ANNA), await quickest("nobody@plant.example")
    assert 0.3 < known / unknown < 3


async def test_a_broken_mail_server_tells_nobody_anything(
    embedded_project: EmbeddedProject, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.broken = True
    await ask(embedded_project)
    assert "not delivered" in caplog.text
    assert ANNA not in caplog.text


async def test_codes_and_refresh_tokens_stand_nowhere_in_the_database(
    embedded_project: EmbeddedProject, mailbox: Mailbox, database: str
) -> None:
    session = await signed_in(embedded_project, mailbox)
    await ask(embedded_project)
    with psycopg.connect(database) as connection:
        rows = connection.execute("select c::text from auth.one_time_codes c").fetchall()
        rows += connection.execute("select r::text from auth.refresh_tokens r").fetchall()
    kept = " ".join(str(row[0]) for row in rows)
    assert mailbox.codes[ANNA] not in kept
    assert ANNA not in kept
    assert session.refresh_token not in kept


def pass_ten_minutes(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            """update auth.one_time_codes
                  set expires_at = expires_at - interval '10 minutes',
                      locked_until = locked_until - interval '10 minutes',
                      window_ends_at = window_ends_at - interval '10 minutes'"""
        )
