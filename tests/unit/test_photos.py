"""A photo is made anew from its pixels: whatever came with them is gone."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import Base

from app.errors import InvalidInputError
from services.backend import pixels as photos
from services.backend.pixels import remade
from tests.support.camera import TRACES, bomb, opened, photo, scene


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
async def test_nothing_that_a_camera_wrote_beside_the_pixels_is_left(kind: str) -> None:
    sent = photo(kind=kind)
    assert any(trace in sent for trace in TRACES)
    made = await remade(sent)
    for data in (made.whole, made.small):
        assert [trace for trace in TRACES if trace in data] == []
        assert set(opened(data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert dict(opened(data).getexif()) == {}


async def test_what_it_shows_is_still_there() -> None:
    made = await remade(photo())
    whole = opened(made.whole)
    assert whole.size == (800, 600)
    red, green, _ = whole.getpixel((400, 300))
    assert red > 2 * green
    assert max(opened(made.small).size) == photos.SMALL_SIDE


async def test_a_photo_that_lies_on_its_side_stands_up() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    out = BytesIO()
    scene().save(out, "JPEG", exif=exif)
    assert opened((await remade(out.getvalue())).whole).size == (600, 800)


async def test_a_large_and_busy_photo_becomes_small_enough() -> None:
    out = BytesIO()
    Image.effect_noise((4000, 3000), 90).convert("RGB").save(out, "JPEG", quality=60)
    made = await remade(out.getvalue())
    assert len(made.whole) <= photos.MOST_KEPT
    assert len(made.small) <= photos.MOST_SMALL
    assert max(opened(made.whole).size) <= photos.LONGEST_SIDE


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (b"GIF89a" + bytes(64), "not_a_photo"),
        (b"%PDF-1.7 " + bytes(64), "not_a_photo"),
        (photo()[:400], "not_a_photo"),
        (bomb(), "too_large"),
    ],
)
async def test_what_is_no_photo_or_too_large_a_one_is_refused(sent: bytes, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await remade(sent)
    assert refused.value.code == code
