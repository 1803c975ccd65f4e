"""The rows of storage: which object lies where, and who may see it. Policies decide."""

from typing import Any, TypedDict

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from services.embedded.refusals import Refusal

_DEFAULT_LIMIT = 50 * 1024 * 1024  # bytes, as hosted


class Stored(TypedDict):
    """One object's row."""

    id: str
    name: str
    version: str
    mime: str
    size: int
    created_at: str


_COLUMNS = """id::text, name, version, metadata->>'mimetype' as mime,
  (metadata->>'size')::bigint as size, to_char(created_at at time zone 'utc',
  'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at"""


async def check_bucket(connection: AsyncConnection, bucket: str, mime: str) -> int:
    """The bucket's size limit in bytes. Raises Refusal 404 or 415."""
    cursor = await connection.execute(
        "select file_size_limit, allowed_mime_types from storage.buckets where id = %s", (bucket,)
    )
    row = await cursor.fetchone()
    if row is None:
        raise Refusal(404, "Bucket not found", "Bucket not found")
    limit, allowed = row
    if allowed and mime not in allowed and f"{mime.partition('/')[0]}/*" not in allowed:
        raise Refusal(415, "invalid_mime_type", f"mime type {mime} is not supported")
    return int(limit or _DEFAULT_LIMIT)


async def insert(  # noqa: PLR0913
    connection: AsyncConnection,
    bucket: str,
    name: str,
    *,
    owner: str | None,
    metadata: dict[str, Any],
    version: str,
    upsert: bool,
) -> tuple[str, str | None]:
    """Write the row; returns its id and the version that it replaces. Raises Refusal 409."""
    conflict = (
        """do update set metadata = excluded.metadata, version = excluded.version,
                 owner_id = excluded.owner_id, updated_at = now()"""
        if upsert
        else "do nothing"
    )
    cursor = await connection.execute(
        f"""insert into storage.objects (bucket_id, name, owner_id, metadata, version)
            values (%s, %s, %s, %s, %s)
            on conflict (bucket_id, name) {conflict}
            returning new.id::text, old.version""".encode(),  # noqa: S608
        (bucket, name, owner, Jsonb(metadata), version),
    )
    row = await cursor.fetchone()
    if row is None:
        raise Refusal(409, "Duplicate", "The resource already exists")
    return row[0], row[1]


async def find(connection: AsyncConnection, bucket: str, name: str) -> Stored:
    """The row, if this caller may see it. Raises Refusal 404."""
    found = await _rows(
        connection,
        f"select {_COLUMNS} from storage.objects where bucket_id = %s and name = %s",  # noqa: S608
        bucket,
        name,
    )
    if not found:
        raise Refusal(404, "not_found", "Object not found")
    return found[0]


async def remove(connection: AsyncConnection, bucket: str, names: list[str]) -> list[Stored]:
    """Delete the rows that this caller may delete; returns them."""
    return await _rows(
        connection,
        f"""delete from storage.objects where bucket_id = %s and name = any(%s)
            returning {_COLUMNS}""",  # noqa: S608
        bucket,
        names,
    )


async def under(connection: AsyncConnection, bucket: str, prefix: str) -> list[Stored]:
    """The objects directly or deeper under a folder, by name; at most a thousand."""
    return await _rows(
        connection,
        f"""select {_COLUMNS} from storage.objects
             where bucket_id = %s and starts_with(name, %s) order by name limit 1000""",  # noqa: S608
        bucket,
        prefix,
    )


async def _rows(connection: AsyncConnection, query: str, *values: object) -> list[Stored]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), values)
        return [Stored(**row) for row in await cursor.fetchall()]  # type: ignore[typeddict-item]
