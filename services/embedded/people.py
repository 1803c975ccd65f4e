"""Accounts and their sign-in sessions, in GoTrue's tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from services.embedded.refusals import Refusal
from services.embedded.tokens import Tokens, new_refresh_token, refresh_hash

REUSE_SECONDS = 10  # two tabs may renew at the same moment; later it is theft
_MAY_ENTER = "deleted_at is null and (banned_until is null or banned_until < now())"
_FORGOTTEN = """
delete from auth.sessions where user_id = %s and updated_at < now() - interval '60 days'"""

Row = Mapping[str, Any]


async def one(connection: AsyncConnection, query: str, *values: object) -> Row | None:
    """The first row, by column name."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchone()


async def by_email(connection: AsyncConnection, email: str) -> Row | None:
    """The account that may sign in with this address."""
    query = f"select * from auth.users where lower(email) = %s and {_MAY_ENTER}"  # noqa: S608
    return await one(connection, query, email)


async def create(
    connection: AsyncConnection, email: str, person_id: UUID | None, metadata: Row
) -> Row:
    """A new account. Raises Refusal 422 when the address has one."""
    row = await one(
        connection,
        """insert into auth.users (id, email, raw_app_meta_data, raw_user_meta_data)
           values (coalesce(%s, gen_random_uuid()), %s, %s, %s)
           on conflict do nothing returning *""",
        person_id,
        email,
        Jsonb({"provider": "email", "providers": ["email"]}),
        Jsonb(dict(metadata)),
    )
    if row is None:
        raise Refusal(
            422, "email_exists", "A user with this email address has already been registered"
        )
    return row


async def sign_in(connection: AsyncConnection, tokens: Tokens, email: str) -> dict[str, Any]:
    """A new session for the owner of the address. Raises Refusal 403 if there is none."""
    row = await one(
        connection,
        f"""update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()),
                   last_sign_in_at = now(), updated_at = now()
             where lower(email) = %s and {_MAY_ENTER} returning *""",  # noqa: S608
        email,
    )
    if row is None:
        raise wrong_code()
    await connection.execute(_FORGOTTEN, (row["id"],))
    query = "insert into auth.sessions (user_id) values (%s) returning id"
    session = await one(connection, query, row["id"])
    return await _answer(connection, tokens, row, session["id"] if session else None, method="otp")


async def refresh(connection: AsyncConnection, tokens: Tokens, token: str) -> dict[str, Any] | None:
    """New tokens for an unused refresh token; None ends the session: an old one came again."""
    old = await one(
        connection,
        """select *, extract(epoch from now() - updated_at)::float as age
             from auth.refresh_tokens where token = %s for update""",
        refresh_hash(token),
    )
    if old is None:
        message = "Invalid Refresh Token: Refresh Token Not Found"
        raise Refusal(400, "refresh_token_not_found", message)
    if old["revoked"] and old["age"] > REUSE_SECONDS:
        await connection.execute("delete from auth.sessions where id = %s", (old["session_id"],))
        return None
    query = f"select * from auth.users where id = %s and {_MAY_ENTER}"  # noqa: S608
    row = await one(connection, query, old["user_id"])
    if row is None:
        raise Refusal(403, "user_banned", "User is banned")
    await connection.execute(
        """update auth.refresh_tokens set revoked = true, updated_at = now()
            where id = %s and not revoked""",
        (old["id"],),
    )
    session, parent = old["session_id"], old["token"]
    await connection.execute(
        "update auth.sessions set updated_at = now() where id = %s", (session,)
    )
    return await _answer(connection, tokens, row, session, method="token_refresh", parent=parent)


async def sign_out(connection: AsyncConnection, claims: Row, scope: str) -> None:
    """End this session, the others, or all of this person's."""
    which = {
        "global": "user_id = %(person)s",
        "local": "id = %(session)s",
        "others": "user_id = %(person)s and id <> %(session)s",
    }
    if scope not in which:
        raise Refusal(400, "validation_failed", "Unknown scope")
    values = {"person": claims["sub"], "session": claims["session_id"]}
    await connection.execute(f"delete from auth.sessions where {which[scope]}".encode(), values)  # noqa: S608


async def alive(connection: AsyncConnection, claims: Row) -> Row:
    """The account behind a token. Raises Refusal 403 when its session has ended."""
    row = await one(
        connection,
        f"""select u.* from auth.users u join auth.sessions s on s.user_id = u.id
             where u.id = %s and s.id = %s and {_MAY_ENTER}""",  # noqa: S608
        claims["sub"],
        claims["session_id"],
    )
    if row is None:
        message = "Session from session_id claim in JWT does not exist"
        raise Refusal(403, "session_not_found", message)
    return row


async def by_id(connection: AsyncConnection, person_id: UUID) -> Row:
    """The account. Raises Refusal 404."""
    row = await one(connection, "select * from auth.users where id = %s", person_id)
    if row is None:
        raise Refusal(404, "user_not_found", "User not found")
    return row


async def page(connection: AsyncConnection, size: int, skipped: int) -> list[Row]:
    """Accounts, oldest first."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        query = "select * from auth.users order by created_at, id limit %s offset %s"
        await cursor.execute(query, (size, skipped))
        return [*await cursor.fetchall()]


async def delete(connection: AsyncConnection, person_id: UUID) -> None:
    """Delete the account with its sessions."""
    await connection.execute("delete from auth.users where id = %s", (person_id,))


def wrong_code() -> Refusal:
    return Refusal(403, "otp_expired", "Token has expired or is invalid")


def public(row: Row) -> dict[str, Any]:
    """The account as GoTrue shows it."""
    return {
        "id": str(row["id"]),
        "aud": "authenticated",
        "role": row["role"],
        "email": row["email"] or "",
        "phone": "",
        "app_metadata": row["raw_app_meta_data"],
        "user_metadata": row["raw_user_meta_data"],
        "identities": [],
        "created_at": _iso(row["created_at"]),
        "updated_at": _iso(row["updated_at"]),
        "email_confirmed_at": _iso(row["email_confirmed_at"]),
        "last_sign_in_at": _iso(row["last_sign_in_at"]),
        "is_anonymous": False,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


async def _answer(  # noqa: PLR0913
    connection: AsyncConnection,
    tokens: Tokens,
    row: Row,
    session: UUID | None,
    *,
    method: str,
    parent: str | None = None,
) -> dict[str, Any]:
    user = public(row)
    refresh_token = new_refresh_token()
    await connection.execute(
        """insert into auth.refresh_tokens (token, user_id, session_id, parent)
           values (%s, %s, %s, %s)""",
        (refresh_hash(refresh_token), row["id"], session, parent),
    )
    access, ends = tokens.access(user, str(session), method)
    return {
        "access_token": access,
        "token_type": "bearer",
        "expires_in": ends - int(tokens.now()),
        "expires_at": ends,
        "refresh_token": refresh_token,
        "user": user,
    }
