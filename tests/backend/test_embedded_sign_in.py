import asyncio
import time
from pathlib import Path
from uuid import uuid4

import jwt
import psycopg
import pytest
from supabase import AuthApiError
from supabase_auth.types import AuthResponse, Session

from services.embedded.keys import project_keys
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


async def test_a_refresh_token_gives_new_tokens(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    session = await signed_in(embedded_project, mailbox)
    renewed = await client_of(embedded_project).auth.refresh_session(session.refresh_token)
    assert renewed.session is not None
    assert renewed.session.refresh_token != session.refresh_token


async def test_an_old_refresh_token_that_comes_again_ends_the_session(
    embedded_project: EmbeddedProject, mailbox: Mailbox, database: str
) -> None:
    stolen = await signed_in(embedded_project, mailbox)
    auth = client_of(embedded_project).auth
    renewed = await auth.refresh_session(stolen.refresh_token)
    assert renewed.session is not None
    assert (await auth.refresh_session(stolen.refresh_token)).session  # two tabs at once
    with psycopg.connect(database) as connection:
        connection.execute(
            "update auth.refresh_tokens set updated_at = now() - interval '11 seconds'"
        )
    with pytest.raises(AuthApiError) as refused:
        await auth.refresh_session(stolen.refresh_token)
    assert str(refused.value.code) == "refresh_token_already_used"
    with pytest.raises(AuthApiError):
        await auth.refresh_session(renewed.session.refresh_token)
    with pytest.raises(AuthApiError):
        await auth.get_user(renewed.session.access_token)


async def test_signing_out_everywhere_ends_every_access_token_at_once(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    phone = await signed_in(embedded_project, mailbox)
    tablet = await signed_in(embedded_project, mailbox)
    await client_of(embedded_project).auth.admin.sign_out(tablet.access_token, "global")
    for session in (phone, tablet):
        assert not await is_alive(embedded_project, session)


async def test_signing_out_here_leaves_the_other_device_signed_in(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    phone = await signed_in(embedded_project, mailbox)
    tablet = await signed_in(embedded_project, mailbox)
    await client_of(embedded_project).auth.admin.sign_out(tablet.access_token, "local")
    assert await is_alive(embedded_project, phone)
    assert not await is_alive(embedded_project, tablet)


async def test_signing_out_the_others_keeps_this_device(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    phone = await signed_in(embedded_project, mailbox)
    tablet = await signed_in(embedded_project, mailbox)
    await client_of(embedded_project).auth.admin.sign_out(tablet.access_token, "others")
    assert await is_alive(embedded_project, tablet)
    assert not await is_alive(embedded_project, phone)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30."])
async def test_an_invented_token_is_refused(embedded_project: EmbeddedProject, token: str) -> None:
    answer = await embedded_project.http.get(
        f"{embedded_project.url}/auth/v1/user",
        headers={"apikey": embedded_project.publishable_key, "authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 401


async def test_a_forged_expired_or_foreign_token_opens_nothing(
    embedded_project: EmbeddedProject, mailbox: Mailbox, tmp_path: Path
) -> None:
    session = await signed_in(embedded_project, mailbox)
    secret = project_keys(tmp_path).jwt_secret.get_secret_value()
    true = jwt.decode(session.access_token, options={"verify_signature": False})
    forged = [
        jwt.encode(true, "x" * 40, "HS256"),
        jwt.encode(true, "", "none"),
        jwt.encode({**true, "exp": 1}, secret, "HS256"),
        jwt.encode({**true, "aud": "other"}, secret, "HS256"),
        jwt.encode({**true, "iss": "other"}, secret, "HS256"),
        jwt.encode({**true, "session_id": str(uuid4())}, secret, "HS256"),
        jwt.encode({**true, "sub": str(uuid4())}, secret, "HS256"),
        jwt.encode({k: v for k, v in true.items() if k != "session_id"}, secret, "HS256"),
    ]
    for token in forged:
        for path in ("auth/v1/user", "rest/v1/rpc/me"):
            answer = await embedded_project.http.get(
                f"{embedded_project.url}/{path}",
                headers={
                    "apikey": embedded_project.publishable_key,
                    "authorization": f"Bearer {token}",
                },
            )
            assert answer.status_code in {401, 403}


@pytest.mark.parametrize("path", ["auth/v1/settings", "rest/v1/rpc/me", "auth/v1/user"])
async def test_without_a_key_nothing_answers(embedded_project: EmbeddedProject, path: str) -> None:
    answer = await embedded_project.http.get(f"{embedded_project.url}/{path}")
    assert answer.status_code == 401


async def test_only_the_servers_key_makes_lists_and_deletes_accounts(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    session = await signed_in(embedded_project, mailbox)
    for bearer in (None, session.access_token):
        with pytest.raises(AuthApiError):
            await client_of(embedded_project, bearer).auth.admin.list_users()
    admin = client_of(embedded_project, as_server=True).auth.admin
    assert [user.email for user in await admin.list_users()] == [ANNA]
    with pytest.raises(AuthApiError) as refused:
        await admin.create_user({"email": ANNA})
    assert refused.value.code == "email_exists"
    await admin.delete_user(session.user.id)
    assert not await is_alive(embedded_project, session)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"email": 1}', b"[" * 5000])
@pytest.mark.parametrize("path", ["otp", "verify", "token?grant_type=refresh_token"])
async def test_nonsense_is_refused_and_never_a_fault(
    embedded_project: EmbeddedProject, path: str, body: bytes
) -> None:
    answer = await embedded_project.http.post(
        f"{embedded_project.url}/auth/v1/{path}",
        content=body,
        headers={"apikey": embedded_project.publishable_key},
    )
    assert answer.status_code == 400


async def is_alive(project: EmbeddedProject, session: Session) -> bool:
    """Both doors must agree: the account's page, and calls of functions."""
    user = await project.http.get(f"{project.url}/auth/v1/user", headers=headers(project, session))
    call = await project.http.get(
        f"{project.url}/rest/v1/rpc/me", headers=headers(project, session)
    )
    assert user.is_success == (call.status_code != 401), (user.text, call.text)
    return user.is_success


def headers(project: EmbeddedProject, session: Session) -> dict[str, str]:
    return {"apikey": project.publishable_key, "authorization": f"Bearer {session.access_token}"}


def pass_ten_minutes(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            """update auth.one_time_codes
                  set expires_at = expires_at - interval '10 minutes',
                      locked_until = locked_until - interval '10 minutes',
                      window_ends_at = window_ends_at - interval '10 minutes'"""
        )
