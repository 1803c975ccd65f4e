"""Recordings in the private bucket, with the server's own key. A path means nothing."""

import secrets

import httpx
from storage3.utils import StorageException

from app.errors import NotFoundError, UnavailableError
from services.backend.connection import OUT_OF_REACH, Project

BUCKET = "recordings"


def new_path() -> str:
    """Thirty-two random hexadecimal digits."""
    return secrets.token_hex(16)


class Recordings:
    def __init__(self, project: Project) -> None:
        self._project = project

    async def keep(self, path: str, audio: bytes, mime: str) -> None:
        """Store the bytes; when this returns they are durable."""
        bucket = self._project.client(as_server=True).storage.from_(BUCKET)
        kind = mime.partition(";")[0].strip().lower()
        try:
            await bucket.upload(path, audio, {"content-type": kind, "upsert": "true"})
        except (StorageException, httpx.HTTPError) as error:
            raise UnavailableError(OUT_OF_REACH) from error

    async def read(self, path: str) -> bytes:
        bucket = self._project.client(as_server=True).storage.from_(BUCKET)
        try:
            return await bucket.download(path)
        except StorageException as error:
            raise NotFoundError("This recording has been deleted.") from error
        except httpx.HTTPError as error:
            raise UnavailableError(OUT_OF_REACH) from error

    async def delete(self, path: str) -> None:
        """Delete for good; deleting what is gone is no error."""
        bucket = self._project.client(as_server=True).storage.from_(BUCKET)
        try:
            await bucket.remove([path])
        except (StorageException, httpx.HTTPError) as error:
            raise UnavailableError(OUT_OF_REACH) from error
