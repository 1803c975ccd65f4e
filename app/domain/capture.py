"""What a device hands in: typed words or a recording, under an id that the device made."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.domain.noun import Noun
from app.domain.observation import MOST_TYPED_CHARACTERS, Lens

MOST_SECONDS = 60
MOST_PHOTO_CHARACTERS = 160
MOST_ROOM_SECONDS = 90 * 60
MOST_CHUNK_BYTES = 256 * 1024
MOST_CHUNKS = 512

Sha256 = Field(pattern=r"^[0-9a-f]{64}$")
State = Literal[
    "unknown",
    "partial",
    "delivered",
    "waiting",
    "in_words",
    "no_speech",
    "failed",
    "confirmed",
    "withdrawn",
]


class Spoken(Noun):
    """The phase in which it was said, as far as the device knew; the language; a lens or none."""

    phase: Literal["learn", "soak"] | None = None
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    lens: Lens | None = None


class TypedWords(Spoken):
    kind: Literal["text"] = "text"
    words: str = Field(min_length=1, max_length=MOST_TYPED_CHARACTERS)


class Recording(Spoken):
    """A recording whose chunks have been sent: how many, the hash of them all, and its length."""

    kind: Literal["voice", "room"] = "voice"
    chunks: int = Field(ge=1, le=MOST_CHUNKS)
    sha256: str = Sha256
    mime: str = Field(max_length=80, pattern=r"^audio/(webm|mp4|ogg|wav|mpeg|aac|flac)\b")
    seconds: float = Field(ge=0, le=2 * MOST_ROOM_SECONDS)
    pins: tuple[float, ...] = Field(default=(), max_length=500)
    session: UUID | None = None
    yes: int = Field(default=0, ge=0, le=8)
    for_crew: bool = False
    """Spoken at a crew's tablet: what its speaker does not check, the crew reads together."""


class Photo(Spoken):
    """A photo whose chunks have been sent, with the words for it, and whether people were in it.

    `mime` is what the device says; the server looks for itself.
    """

    kind: Literal["photo"]
    words: str = Field(min_length=1, max_length=MOST_PHOTO_CHARACTERS)
    people: Literal["nobody", "covered"]
    chunks: int = Field(ge=1, le=MOST_CHUNKS)
    sha256: str = Sha256
    mime: str = Field(max_length=80, pattern=r"^image/")


class RecordingQuestion(Noun):
    """Whether the facilitator asks to record the room, and whether this seat has said yes."""

    asked: bool = False
    mine: bool = False


class RoomConsent(Noun):
    """Whether the seats are asked, and whether all have said yes. Never how many, never who."""

    asked: bool = False
    may_record: bool = False


class SeatConsent(RoomConsent):
    """The same from a seat, with its own yes. A no is not kept and looks like no answer."""

    mine: bool = False
    seats_taken: int = 0


class CaptureState(Noun):
    """Where a capture stands; `words` only for the seat that gave them."""

    state: State
    words: str | None = None
    share: float | None = None
    reason: str = ""
    missing: tuple[int, ...] = ()
