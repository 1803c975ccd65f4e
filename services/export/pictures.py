"""Photos of exported lines: in the row for a printed record, or as files beside the texts."""

import zipfile
from collections.abc import AsyncIterator, Callable
from uuid import UUID

from app.errors import NotFoundError
from services.backend.photos import Photos
from services.export.packed import EPOCH, Passing
from services.export.written import Row, as_csv, as_json, as_markdown

TEXTS = {"leaven.md": as_markdown, "leaven.csv": as_csv, "leaven.json": as_json}


async def pictured(rows: AsyncIterator[Row], photos: Photos) -> AsyncIterator[Row]:
    """The rows; a line that has a photo brings its small form along as `picture` (JPEG)."""
    async for row in rows:
        picture = await _picture_of(row, photos) if row.get("photo") else None
        yield {**row, "picture": picture} if picture else row


async def with_photos(
    rows: Callable[[], AsyncIterator[Row]], photos: Photos
) -> AsyncIterator[bytes]:
    """A ZIP, written as it is read: each text, and the photos whole, as the texts name them."""
    out = Passing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, write in TEXTS.items():
            with archive.open(_entry(name), "w") as file:
                async for piece in write(rows()):
                    file.write(piece.encode())
                    yield out.take()
        async for row in rows():
            picture = await _picture_of(row, photos, large=True) if row.get("photo") else None
            if picture:
                archive.writestr(_entry(row["photo"]), picture)
                yield out.take()
    yield out.take()


async def _picture_of(row: Row, photos: Photos, *, large: bool = False) -> bytes | None:
    """None for one that went while the others were read: it was withdrawn or taken off."""
    try:
        return await photos.of(UUID(str(row["id"])), large=large)
    except NotFoundError:
        return None


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
