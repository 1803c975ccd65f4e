"""The capture shell's addresses: its files, the seat, and an upload that survives a bad signal."""

import re
from dataclasses import dataclass

from pydantic import BaseModel, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.capture import MOST_SECONDS, Photo, Recording, TypedWords
from app.domain.observation import MOST_SPOKEN_CHARACTERS, MOST_TYPED_CHARACTERS
from app.domain.seat import SeatView
from app.errors import NotFoundError
from app.web.answers import Handler, answering, body_of
from app.web.cookies import SEAT_COOKIE, keep_cookie
from app.web.pieces import capture_of, delivered, in_pieces
from app.web.shell import Shell
from app.web.whereabouts import caller_of
from services.backend.captures import Captures
from services.backend.receipts import Receipts
from services.backend.seats import Seats, new_device_secret

SEAT_HEADER = "X-Leaven-Seat"
MOST_JSON_BYTES = 16 * 1024
SEAT_SHAPE = r"^[A-Za-z0-9_-]{27,64}$"
FINISHED: TypeAdapter[Photo | Recording] = TypeAdapter(Photo | Recording)
CODE = r"^[A-Za-z2-9]{6}$"


class SeatAsked(BaseModel):
    """A card's secret or its six characters, and the secret that this device made for itself."""

    secret: str | None = Field(default=None, pattern=SEAT_SHAPE)
    code: str | None = Field(default=None, pattern=CODE)
    device: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{32,64}$")
    shared: bool = False


class WordsChecked(BaseModel):
    """What stands, as its speaker has read and mended it."""

    words: str = Field(max_length=MOST_SPOKEN_CHARACTERS)


class RoomAnswer(BaseModel):
    """Yes or no to recording the room; nothing to look only."""

    yes: bool | None = None


@dataclass(frozen=True)
class CaptureWeb:
    """Wires the shell and the upload to the backend.

    `address_key` keys the hash under which tries from one network address are counted.
    `origins` are further origins (scheme://host) under which a proxy serves us.
    """

    shell: Shell
    captures: Captures
    seats: Seats
    receipts: Receipts
    address_key: bytes
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        capture = "/api/capture/{capture:uuid}"
        return [
            Route("/capture", self.shell.page.answer),
            Route("/seat", self.shell.page.answer),
            Route("/sw.js", self.shell.worker.answer),
            Route("/outbox.js", self.shell.outbox.answer),
            Route("/api/seat", self._answering(self._seat), methods=["POST"]),
            Route("/api/seat/recording", self._answering(self._recording), methods=["POST"]),
            Route(capture, self._answering(self._text), methods=["PUT"]),
            Route(capture, self._answering(self._state), methods=["GET"]),
            Route(capture, self._answering(self._withdraw), methods=["DELETE"]),
            Route(capture + "/words", self._answering(self._confirm), methods=["PUT"]),
            Route(capture + "/sound", self._answering(self._sound), methods=["GET"]),
            Route(capture + "/receipt", self._answering(self._receipt), methods=["POST"]),
            *in_pieces(capture, self._piece, self._whole, self.origins),
        ]

    def _answering(self, handler: Handler) -> Handler:
        return answering(handler, self.origins)

    async def _seat(self, request: Request) -> Response:
        asked = SeatAsked.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        device = asked.device or new_device_secret()
        view: SeatView | None = None
        if asked.secret and asked.device in {None, asked.secret}:
            view = await self._taken(asked.secret)
            device = asked.secret if view else device
        if view is None:
            card = asked.secret or (asked.code or "").upper()
            view = await self.seats.take(card, device, caller_of(request, self.address_key))
        response = JSONResponse(seat_answer(device, view))
        if asked.shared:  # the next one at this tablet would be in the last one's seat
            return response
        keep_cookie(response, request, SEAT_COOKIE, device, days=60)
        return response

    async def _recording(self, request: Request) -> Response:
        answer = RoomAnswer.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        question = await self.captures.recording(seat_of(request), answer.yes)
        return JSONResponse({"ok": True, **question.model_dump()})

    async def _taken(self, secret: str) -> SeatView | None:
        try:
            return await self.captures.seat(secret)
        except NotFoundError:
            return None

    async def _text(self, request: Request) -> Response:
        typed = TypedWords.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        sha256 = await self.captures.text(seat_of(request), capture_of(request), typed)
        return delivered(sha256)

    async def _piece(self, request: Request, n: int, data: bytes) -> str:
        return await self.captures.chunk(seat_of(request), capture_of(request), n, data)

    async def _whole(self, request: Request, details: bytes) -> str:
        whole = FINISHED.validate_json(details)
        seat, capture = seat_of(request), capture_of(request)
        if isinstance(whole, Photo):
            return await self.captures.photo(seat, capture, whole)
        return await self.captures.finish(seat, capture, whole)

    async def _sound(self, request: Request) -> Response:
        sound, mime = await self.captures.sound(seat_of(request), capture_of(request))
        return Response(sound, media_type=mime)

    async def _receipt(self, request: Request) -> Response:
        """Four words for what has arrived, until its release; asked again, others replace them."""
        words = await self.receipts.make(seat_of(request), capture=capture_of(request))
        return JSONResponse({"ok": True, "words": words})

    async def _confirm(self, request: Request) -> Response:
        checked = WordsChecked.model_validate_json(await body_of(request, MOST_JSON_BYTES))
        await self.captures.confirm(seat_of(request), capture_of(request), checked.words)
        return JSONResponse({"ok": True})

    async def _withdraw(self, request: Request) -> Response:
        await self.captures.withdraw(seat_of(request), capture_of(request))
        return JSONResponse({"ok": True})

    async def _state(self, request: Request) -> Response:
        state = await self.captures.state(seat_of(request), capture_of(request))
        return JSONResponse({"ok": True, **state.model_dump(mode="json")})


def seat_answer(device: str, view: SeatView) -> dict[str, object]:
    """What a device learns about its seat."""
    return {
        "ok": True,
        "secret": device,
        "limits": {"seconds": MOST_SECONDS, "characters": MOST_TYPED_CHARACTERS},
        **view.model_dump(mode="json", exclude={"session": {"org_id"}}),
    }


def seat_of(request: Request) -> str:
    """The seat's secret from its header, or from the cookie of this browser."""
    secret = request.headers.get(SEAT_HEADER) or request.cookies.get(SEAT_COOKIE) or ""
    if not re.match(SEAT_SHAPE, secret):
        raise NotFoundError("Scan or type your card first.", code="unknown_seat")
    return secret
