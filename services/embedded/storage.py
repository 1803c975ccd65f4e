"""`/storage/v1/object`: bytes durable before their row commits, never served as a page."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from services.database.pool import Pool
from services.embedded import objects
from services.embedded.blobs import Blobs, refuse_beyond
from services.embedded.caller import Caller, Gate, acting
from services.embedded.objects import Stored
from services.embedded.refusals import Refusal
from services.embedded.tokens import Tokens

_NAME = re.compile(r"[\w!\-.*'() &$@=;:+,?/]{1,1000}", re.ASCII)  # as storage-api allows
_OBJECT = "/storage/v1/object"
_PLAYABLE = re.compile(r"(audio|video)/[\w.+-]+|image/(png|jpeg|webp|gif)|application/pdf")
_LINK_LIMIT = 3600  # seconds
_CHUNK = 256 * 1024  # bytes
_FORM_OVERHEAD = 64 * 1024  # bytes around the file in a form
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class Storage:
    """`admin` is the owner's pool: limits of a bucket are for everybody."""

    gate: Gate
    pool: Pool
    admin: Pool
    blobs: Blobs
    tokens: Tokens

    def routes(self) -> list[Route]:
        name = "{bucket}/{name:path}"
        return [
            Route(f"{_OBJECT}/sign/{name}", self.sign, methods=["POST"]),
            Route(f"{_OBJECT}/sign/{name}", self.open_signed),
            Route(f"{_OBJECT}/list/{{bucket}}", self.list, methods=["POST"]),
            Route(f"{_OBJECT}/info/{name}", self.info),
            Route(f"{_OBJECT}/info/authenticated/{name}", self.info),
            Route(f"{_OBJECT}/authenticated/{name}", self.download),
            Route(f"{_OBJECT}/{name}", self.upload, methods=["POST", "PUT"]),
            Route(f"{_OBJECT}/{name}", self.download),
            Route(f"{_OBJECT}/{{bucket}}", self.remove, methods=["DELETE"]),
        ]

    async def upload(self, request: Request) -> Response:
        """Bytes first, then the row as the caller; what the row no longer names is deleted."""
        caller = self.gate.caller(request)
        bucket, name = _place(request)
        upsert = request.method == "PUT" or request.headers.get("x-upsert") == "true"
        async with _file(request) as (mime, chunks):
            async with self.admin.connection() as connection:
                limit = await objects.check_bucket(connection, bucket, mime)
            refuse_beyond(int(request.headers.get("content-length", 0)), limit + _FORM_OVERHEAD)
            version, size = await self.blobs.keep(chunks, limit)
        metadata = {"mimetype": mime, "size": size, "cacheControl": "no-cache"}
        try:
            async with acting(self.pool, caller) as connection:
                made, old = await objects.insert(
                    connection,
                    bucket,
                    name,
                    owner=caller.person,
                    metadata=metadata,
                    version=version,
                    upsert=upsert,
                )
        except (Refusal, psycopg.Error) as error:
            # a connection that broke while committing may have committed: then the bytes stay
            if isinstance(error, Refusal) or error.sqlstate is not None:
                self.blobs.forget([version])
            raise
        self.blobs.forget([old] if old else [])
        return JSONResponse({"Key": f"{bucket}/{name}", "Id": made})

    async def download(self, request: Request) -> Response:
        caller = self.gate.caller(request)
        return self._answer(await self._find(caller, *_place(request)))

    async def info(self, request: Request) -> Response:
        caller = self.gate.caller(request)
        return JSONResponse(_shown(await self._find(caller, *_place(request))))

    async def sign(self, request: Request) -> Response:
        """A link that opens one object for at most an hour."""
        caller = self.gate.caller(request)
        bucket, name = _place(request)
        await self._find(caller, bucket, name)
        seconds = str((await _json(request)).get("expiresIn", ""))
        if not seconds.isdecimal() or not 0 < int(seconds) <= _LINK_LIMIT:
            raise Refusal(400, "invalid_expiry", f"expiresIn must be 1 to {_LINK_LIMIT} seconds")
        token = self.tokens.signed_address(f"{bucket}/{name}", int(seconds))
        return JSONResponse({"signedURL": f"/object/sign/{bucket}/{name}?token={token}"})

    async def open_signed(self, request: Request) -> Response:
        """The token is the permission; no key is asked for."""
        bucket, name = _place(request)
        self.tokens.check_address(request.query_params.get("token", ""), f"{bucket}/{name}")
        async with self.admin.connection() as connection:
            return self._answer(await objects.find(connection, bucket, name))

    async def list(self, request: Request) -> Response:
        caller = self.gate.caller(request)
        prefix = str((await _json(request)).get("prefix") or "").strip("/")
        folder = f"{prefix}/" if prefix else ""
        async with acting(self.pool, caller, read_only=True) as connection:
            found = await objects.under(connection, request.path_params["bucket"], folder)
        shown = [{**_shown(item), "name": item["name"].removeprefix(folder)} for item in found]
        return JSONResponse([item for item in shown if "/" not in item["name"]])

    async def remove(self, request: Request) -> Response:
        caller = self.gate.caller(request)
        names = (await _json(request)).get("prefixes")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Refusal(400, "InvalidRequest", "prefixes must be a list of names")
        async with acting(self.pool, caller) as connection:
            gone = await objects.remove(connection, request.path_params["bucket"], names)
        await asyncio.to_thread(self.blobs.forget, [item["version"] for item in gone])
        return JSONResponse([_shown(item) for item in gone])

    async def _find(self, caller: Caller, bucket: str, name: str) -> Stored:
        async with acting(self.pool, caller, read_only=True) as connection:
            return await objects.find(connection, bucket, name)

    def _answer(self, item: Stored) -> Response:
        path = self.blobs.path(item["version"])
        if not path.is_file():  # deleted since the row was read
            raise Refusal(404, "not_found", "Object not found")
        mime = item["mime"] if _PLAYABLE.fullmatch(item["mime"]) else "application/octet-stream"
        filename = item["name"].rpartition("/")[2]
        return FileResponse(path, headers=_SAFE, media_type=mime, filename=filename)


def _place(request: Request) -> tuple[str, str]:
    """Bucket and name. A name is a key in a table, never a path; dots are refused all the same."""
    bucket, name = request.path_params["bucket"], request.path_params["name"]
    if not _NAME.fullmatch(name) or {"", ".", ".."} & set(name.split("/")):
        raise Refusal(400, "InvalidKey", "Invalid key")
    return bucket, name


async def _json(request: Request) -> dict[str, Any]:
    try:
        given = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "InvalidRequest", "The body is not JSON") from error
    if not isinstance(given, dict):
        raise Refusal(400, "InvalidRequest", "The body must be one JSON object")
    return given


@asynccontextmanager
async def _file(request: Request) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """The uploaded bytes and their type: the form's file, or the body itself."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        yield _plain(kind), request.stream()
        return
    async with request.form(max_files=1, max_fields=10) as form:
        file = next((part for part in form.values() if isinstance(part, UploadFile)), None)
        if file is None:
            raise Refusal(400, "InvalidRequest", "The form has no file")
        yield _plain(file.content_type or ""), _chunks(file)


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


def _plain(mime: str) -> str:
    """`audio/webm;codecs=opus` is `audio/webm`."""
    return mime.partition(";")[0].strip().lower() or "application/octet-stream"


def _shown(item: Stored) -> dict[str, Any]:
    return {
        "id": item["id"],
        "name": item["name"],
        "created_at": item["created_at"],
        "metadata": {"mimetype": item["mime"], "size": item["size"]},
    }
