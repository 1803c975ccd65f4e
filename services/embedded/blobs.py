"""Bytes on disk that survive a power cut: written beside their place, synced, then moved in."""

import asyncio
import os
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from uuid import UUID, uuid4

from services.embedded.refusals import Refusal


class Blobs:
    """Files named by a version that the server makes: no caller's name ever meets the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, version: str) -> Path:
        """Where a version lies. Raises Refusal 404 for anything that is not one of ours."""
        try:
            name = UUID(version).hex
        except ValueError as error:
            raise Refusal(404, "not_found", "Object not found") from error
        return self._folder / name[:2] / name

    async def keep(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Write the chunks durably; returns the version and the size in bytes.

        Raises Refusal 413 beyond `limit` bytes; then, and on any other fault, nothing stays.
        """
        version = str(uuid4())
        target = self.path(version)
        unfinished = target.with_suffix(".part")
        await asyncio.to_thread(target.parent.mkdir, mode=0o700, exist_ok=True)
        size = 0
        try:
            with unfinished.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    refuse_beyond(size, limit)
                    file.write(chunk)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            await asyncio.to_thread(_move, unfinished, target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return version, size

    def forget(self, versions: Collection[str]) -> None:
        """Delete for good; what is gone already is no error."""
        for version in versions:
            self.path(version).unlink(missing_ok=True)

    def sweep(self, known: Collection[str]) -> int:
        """Delete what no row knows, while nobody uploads; returns how many files.

        A crash between bytes and row, or between row and deletion, leaves them.
        """
        names = {UUID(version).hex for version in known}
        orphans = [path for path in self._folder.glob("*/*") if path.name not in names]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


def refuse_beyond(size: int, limit: int) -> None:
    """Raise Refusal 413 when `size` bytes are more than `limit`."""
    if size > limit:
        message = "The object exceeded the maximum allowed size"
        raise Refusal(413, "Payload too large", message)


def _move(unfinished: Path, target: Path) -> None:
    unfinished.rename(target)
    for folder in (target.parent, target.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
