"""A new organisation, founded on the machine that Leaven runs on: it begins with one invitation."""

from collections.abc import Sequence

import psycopg

from app.errors import InvalidInputError

Connection = psycopg.AsyncConnection


async def found_organisation(
    connection: Connection, name: str, email: str, languages: Sequence[str]
) -> str:
    """Found `name` and invite its first administrator; the secret of the invitation's link.

    `languages`: codes of those that people may speak and read there, the usual one first.
    Raises InvalidInputError for a name or an address that cannot be one.
    """
    try:
        answer = await connection.execute(
            "select private.found_organisation(%s, %s, %s)", (name, list(languages), email)
        )
    except psycopg.DatabaseError as error:
        if not (error.sqlstate or "").startswith("PT"):
            raise
        raise InvalidInputError(error.diag.message_primary or str(error)) from error
    row = await answer.fetchone()
    assert row is not None  # noqa: S101 - a function answers with one row
    return str(row[0])


async def organisations(connection: Connection) -> list[tuple[str, bool]]:
    """Each organisation's name, and whether it has an administrator yet."""
    rows = await connection.execute(
        "select o.name, exists (select from leaven.memberships m"
        " where m.org_id = o.id and m.role = 'administrator')"
        " from leaven.organisations o order by o.is_example, o.name"
    )
    return [(str(name), bool(looked_after)) for name, looked_after in await rows.fetchall()]
