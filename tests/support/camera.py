"""Photos as cameras write them: with a place, a time and a device beside the pixels."""

from io import BytesIO

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

DEVICE = "Quokkaphone 7"
OWNER = "Zebediah Quokka"
PLACE = "N 51 30 26.5"
COMMENT = b"quokka comment"
TRAIL = b"quokka trailing bytes"
TRACES = (b"Quokka", b"quokka", b"Exif", b"http://ns.adobe.com/xap", b"8BIM")


def scene(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Something to look at: a light ground and a red square in the middle."""
    image = Image.new("RGB", size, "#dde6d5")
    width, height = size
    box = (width * 2 // 5, height * 2 // 5, width * 3 // 5, height * 3 // 5)
    ImageDraw.Draw(image).rectangle(box, fill="#c02020")
    return image


def photo(size: tuple[int, int] = (800, 600), kind: str = "JPEG") -> bytes:
    """A photo with everything that could tell where, when, by what and by whom."""
    exif = Image.Exif()
    exif[Base.Make] = exif[Base.Model] = DEVICE
    exif[Base.Artist] = OWNER
    exif[Base.DateTime] = "2026:11:21 03:04:05"
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (51.0, 30.0, 26.5),
            GPS.GPSLongitudeRef: "W",
            GPS.GPSLongitude: (0.0, 7.0, 39.9),
            GPS.GPSProcessingMethod: b"quokka place",
        }
    )
    more: dict[str, object] = {"exif": exif, "icc_profile": b"quokka profile" * 10}
    if kind == "JPEG":
        more |= {"comment": COMMENT, "xmp": b"<x:xmpmeta>quokka</x:xmpmeta>"}
    out = BytesIO()
    scene(size).save(out, kind, **more)
    return out.getvalue() + TRAIL


def bomb() -> bytes:
    """A small file that claims to be a huge picture: a hundred million pixels of one colour."""
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
