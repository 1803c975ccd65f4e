"""A photo made anew from its pixels: nothing that a camera wrote beside them is left."""

import asyncio
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.errors import InvalidInputError

LONGEST_SIDE, SMALL_SIDE = 1600, 480
MOST_KEPT, MOST_SMALL = 300_000, 60_000
"""Bytes of a photo and of its small form."""
MOST_PIXELS = 24_000_000
"""More are not decoded: a small file can claim to be a huge picture."""
KINDS = ("JPEG", "WEBP", "PNG")
QUALITIES = (82, 70, 58, 45)
_AT_ONCE = asyncio.Semaphore(2)


@dataclass(frozen=True)
class Remade:
    """The photo as it is kept, and a small form for lists; both JPEG."""

    whole: bytes
    small: bytes


async def remade(sent: bytes) -> Remade:
    """Decode and write anew; raises InvalidInputError for what is no photo or too large a one."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_remade, sent)


def _remade(sent: bytes) -> Remade:
    pixels = _pixels(sent)
    return Remade(
        _written(pixels, LONGEST_SIDE, MOST_KEPT), _written(pixels, SMALL_SIDE, MOST_SMALL)
    )


def _pixels(sent: bytes) -> Image.Image:
    """The pixels alone, upright, in an image that knows nothing of the file."""
    try:
        with Image.open(BytesIO(sent), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_large()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
        return Image.frombytes("RGB", upright.size, upright.tobytes())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise InvalidInputError(
            "This is not a photo that can be kept. Take it again.", code="not_a_photo"
        ) from error


def _too_large() -> InvalidInputError:
    return InvalidInputError(
        "This photo is too large. Take it again, with fewer pixels.", code="too_large"
    )


def _written(pixels: Image.Image, side: int, most: int) -> bytes:
    """As JPEG, no longer than `side` and no larger than `most` bytes."""
    smaller = pixels.copy()
    smaller.thumbnail((side, side))
    while True:
        for quality in QUALITIES:
            out = BytesIO()
            smaller.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= most:
                return out.getvalue()
        smaller.thumbnail((smaller.width * 3 // 4, smaller.height * 3 // 4))
