"""What capture hands its items to, in memory: it remembers what it was asked for."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from typing_extensions import override

from app.domain.capture import (
    CaptureState,
    Photo,
    Recording,
    RecordingQuestion,
    RoomConsent,
    TypedWords,
)
from app.domain.seat import Danger, SeatView
from app.domain.session import Session
from app.errors import ConflictError, NotAllowedError, NotFoundError
from services.backend.captures import Captures
from services.backend.pieces import MissingChunksError
from services.backend.receipts import Receipts, new_words
from services.backend.rooms import Rooms
from services.backend.seats import Seats
from services.backend.sights import Sights

CARD = "c" * 31 + "1"
WALL = "w" * 31 + "1"
CODE = "ABC234"
UNKNOWN = "This card is not valid any more. Ask the facilitator for a fresh one."


@dataclass
class Store:
    """What the database would hold, and how often it was asked."""

    seats: dict[str, str] = field(default_factory=dict)  # card → the device's secret
    cards: set[str] = field(default_factory=lambda: {CARD, CODE})
    chunks: dict[tuple[str, int], bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    sounds: dict[str, bytes] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    states: dict[str, CaptureState] = field(default_factory=dict)
    checked: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    heard: str = ""  # what every recording turns into at once
    deliveries: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    released: bool = False
    calls: list[str] = field(default_factory=list)
    refuse: bool = False
    may_record: bool = False
    asked: bool = False
    said_yes: bool = False
    hands: int = 3  # seats that are taken
    slowness: float = 0.0  # seconds that each chunk takes
    view: SeatView = field(
        default_factory=lambda: SeatView(
            session=Session(
                id=uuid4(), topic="Infeed 2 at night", use="work", phase="learn", site="Mill"
            ),
            danger=Danger(name="Shift lead", contact="+49 30 1234"),
        )
    )


class SeatsInMemory(Seats):
    def __init__(self, store: Store) -> None:
        self._store = store

    @override
    async def take(self, card: str, device_secret: str, caller: str = "") -> SeatView:
        self._store.calls.append("take")
        if device_secret in self._store.seats.values():
            return self._store.view
        if card == WALL:  # the card on a wall opens a seat for each who shows it
            self._store.seats[device_secret] = device_secret
            return self._store.view
        if card not in self._store.cards:
            raise NotFoundError(UNKNOWN, code="unknown_seat")
        if card in self._store.seats:
            raise ConflictError("This card is already in use on another phone.", code="used_card")
        self._store.seats[card] = device_secret
        return self._store.view


class CapturesInMemory(Captures):
    def __init__(self, store: Store, *, open_to_all: bool = False) -> None:
        self._store = store
        self._open_to_all = open_to_all

    def _check(self, secret: str) -> None:
        if self._open_to_all:
            return
        if secret not in self._store.seats.values() or self._store.refuse:
            raise NotFoundError(UNKNOWN, code="unknown_seat")

    @override
    async def seat(self, secret: str) -> SeatView:
        self._store.calls.append("seat")
        self._check(secret)
        return self._store.view

    @override
    async def recording(self, secret: str, yes: bool | None = None) -> RecordingQuestion:
        self._check(secret)
        if yes is not None:
            self._store.said_yes = yes
        return RecordingQuestion(asked=self._store.asked, mine=self._store.said_yes)

    @override
    async def text(self, secret: str, capture: UUID, typed: TypedWords) -> str:
        self._store.calls.append("text")
        self._check(secret)
        if str(capture) not in self._store.texts:
            self._store.deliveries.append(str(capture))
        self._store.texts[str(capture)] = typed.words
        return hashlib.sha256(typed.words.encode()).hexdigest()

    @override
    async def chunk(self, secret: str, capture: UUID, n: int, data: bytes) -> str:
        self._store.calls.append("chunk")
        await asyncio.sleep(self._store.slowness)
        self._check(secret)
        self._store.chunks[str(capture), n] = data
        return hashlib.sha256(data).hexdigest()

    @override
    async def photo(self, secret: str, capture: UUID, photo: Photo) -> str:
        return await self._whole(secret, capture, photo)

    @override
    async def finish(self, secret: str, capture: UUID, recording: Recording) -> str:
        return await self._whole(secret, capture, recording)

    async def _whole(self, secret: str, capture: UUID, recording: Recording | Photo) -> str:
        self._store.calls.append("finish")
        self._check(secret)
        key = str(capture)
        if key in self._store.sounds:
            return recording.sha256
        parts = [self._store.chunks.get((key, n)) for n in range(recording.chunks)]
        if missing := [n for n, part in enumerate(parts) if part is None]:
            raise MissingChunksError(missing)
        whole = b"".join(part for part in parts if part)
        if hashlib.sha256(whole).hexdigest() != recording.sha256:
            raise MissingChunksError(range(recording.chunks))
        self._store.sounds[key] = whole
        if isinstance(recording, Photo):
            self._store.photos[key] = recording
        else:
            self._store.recordings[key] = recording
        self._store.deliveries.append(key)
        return recording.sha256

    @override
    async def sound(self, secret: str, capture: UUID) -> tuple[bytes, str]:
        self._store.calls.append("sound")
        self._check(secret)
        return self._store.sounds[str(capture)], "audio/webm"

    @override
    async def confirm(self, secret: str, capture: UUID, words: str) -> None:
        self._check(secret)
        self._store.checked[str(capture)] = words

    @override
    async def withdraw(self, secret: str, capture: UUID) -> None:
        self._check(secret)
        self._store.withdrawn.append(str(capture))

    @override
    async def state(self, secret: str, capture: UUID) -> CaptureState:
        self._store.calls.append("state")
        self._check(secret)
        key = str(capture)
        if key in self._store.states:
            return self._store.states[key]
        if self._store.heard and key in self._store.sounds:
            return CaptureState(state="in_words", words=self._store.heard)
        if key in self._store.words:
            return CaptureState(state="in_words", words=self._store.words[key])
        if key in self._store.texts:
            return CaptureState(state="confirmed", words=self._store.texts[key])
        return CaptureState(state="waiting" if key in self._store.sounds else "unknown")


class ReceiptsInMemory(Receipts):
    """Four words for what has arrived; each time others."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @override
    async def make(
        self, secret: str, *, line: UUID | None = None, capture: UUID | None = None
    ) -> str:
        if self._store.released or str(capture) not in self._store.deliveries:
            raise NotFoundError("This line is not yours any more.")
        self._store.receipts[str(capture)] = words = new_words()
        return words


class RoomsInMemory(Rooms):
    """The room's recordings go where the clips go; consent is a switch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._captures = CapturesInMemory(store, open_to_all=True)

    @override
    async def consent(self, session: UUID) -> RoomConsent:
        return RoomConsent(asked=self._store.asked, may_record=self._store.may_record)

    @override
    async def ask(self, session: UUID) -> RoomConsent:
        self._store.asked = True
        return await self.consent(session)

    @override
    async def count_hands(self, session: UUID, hands: int) -> RoomConsent:
        self._store.may_record = hands == self._store.hands
        return await self.ask(session)

    @override
    async def chunk(self, session: UUID, capture: UUID, n: int, data: bytes) -> str:
        self._agreed()
        return await self._captures.chunk("", capture, n, data)

    @override
    async def finish(self, session: UUID, capture: UUID, recording: Recording) -> str:
        self._agreed()
        return await self._captures.finish("", capture, recording)

    def _agreed(self) -> None:
        if not self._store.may_record:
            self._store.chunks.clear()
            raise NotAllowedError("Not everybody has said yes.", code="no_consent")


class SightsInMemory(Sights):
    """Photos of the guide's tablet go where those of the phones go."""

    def __init__(self, store: Store) -> None:
        self._captures = CapturesInMemory(store, open_to_all=True)

    @override
    async def chunk(self, session: UUID, capture: UUID, n: int, data: bytes) -> str:
        return await self._captures.chunk("", capture, n, data)

    @override
    async def finish(self, session: UUID, capture: UUID, photo: Photo) -> str:
        return await self._captures.photo("", capture, photo)
