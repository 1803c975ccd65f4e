"""Sessions of the embedded project: renewed, ended everywhere at once, and forged by nobody."""

from pathlib import Path
from typing import Literal
from uuid import uuid4

import jwt
import psycopg
import pytest
from supabase import AuthApiError
from supabase_auth.types import Session

from services.embedded.keys import project_keys
from services.embedded.project import EmbeddedProject
from tests.support.embedded import Mailbox, client_of, sign_in

ANNA = "anna@plant.example"
SignOutScope = Literal["global", "local", "others"]


async def test_a_refresh_token_gives_new_tokens(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    session = await sign_in(embedded_project, mailbox, ANNA)
    renewed = await client_of(embedded_project).auth.refresh_session(session.refresh_token)
    assert renewed.session is not None
    assert renewed.session.refresh_token != session.refresh_token


async def test_an_old_refresh_token_that_comes_again_ends_the_session(
    embedded_project: EmbeddedProject, mailbox: Mailbox, database: str
) -> None:
    stolen = await sign_in(embedded_project, mailbox, ANNA)
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


@pytest.mark.parametrize(
    ("which", "this_one_stays", "the_other_stays"),
    [("global", False, False), ("local", False, True), ("others", True, False)],
)
async def test_signing_out_ends_the_access_tokens_that_it_names_at_once(
    embedded_project: EmbeddedProject,
    mailbox: Mailbox,
    which: SignOutScope,
    this_one_stays: bool,
    the_other_stays: bool,
) -> None:
    other = await sign_in(embedded_project, mailbox, ANNA)
    this = await sign_in(embedded_project, mailbox, ANNA)
    await client_of(embedded_project).auth.admin.sign_out(this.access_token, which)
    assert await is_alive(embedded_project, this) is this_one_stays
    assert await is_alive(embedded_project, other) is the_other_stays


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
    session = await sign_in(embedded_project, mailbox, ANNA)
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
    session = await sign_in(embedded_project, mailbox, ANNA)
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
