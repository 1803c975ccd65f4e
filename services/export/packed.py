"""A ZIP that passes on what is packed as soon as it is packed, and says nothing of when."""

import io
from datetime import UTC, datetime

from typing_extensions import override

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a ZIP has to carry times; these say nothing


class Passing(io.RawIOBase):
    """A file that can only be written and is emptied as it goes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken
