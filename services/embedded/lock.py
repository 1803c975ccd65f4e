"""One process at a time owns a data folder."""

import fcntl
import os
from pathlib import Path

from app.errors import ConflictError


class FolderBusyError(ConflictError):
    """Another running Leaven owns this data folder."""

    code = "folder_busy"


class FolderLock:
    """An exclusive `flock` on `<folder>/lock`; the kernel drops it when its owner dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once, or raise FolderBusyError."""
        descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise FolderBusyError(
                f"Another Leaven (process {holder}) is using the folder {self._folder}. "
                "Stop it first, or set LEAVEN_HOME to another folder."
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
