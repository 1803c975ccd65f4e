"""Words and recordings on their way from a device into the record, exactly once."""

import base64
from uuid import UUID

from app.domain.capture import CaptureState, Photo, Recording, RecordingQuestion, TypedWords
from app.domain.seat import SeatView
from services.backend.connection import Connection, refuse_unless_ok
from services.backend.pieces import (
    PhotoFunctions,
    as_sent,
    keep_photo,
    keep_piece,
    whole_or_refused,
)
from services.backend.recordings import Recordings

PHOTO = PhotoFunctions("capture_ready", "server_photo_finish", "server_photo_refused")


class Captures:
    """What a seat hands in. Every call may be repeated; the answer is the same again."""

    def __init__(self, visitor: Connection, server: Connection, recordings: Recordings) -> None:
        self._visitor = visitor
        self._server = server
        self._recordings = recordings

    async def seat(self, secret: str) -> SeatView:
        """How the session of a seat that was taken stands now."""
        return SeatView.model_validate(await self._visitor.call("capture_seat", secret=secret))

    async def recording(self, secret: str, yes: bool | None = None) -> RecordingQuestion:
        """Answer whether the room may be recorded, or only look (`None`).

        A no is kept nowhere: it looks like no answer, and takes an earlier yes back.
        """
        answer = await self._visitor.call("answer_recording", secret=secret, yes=yes)
        return RecordingQuestion.model_validate(answer)

    async def text(self, secret: str, capture: UUID, typed: TypedWords) -> str:
        """Keep typed words; answers the SHA-256 of their UTF-8 bytes."""
        answer = await self._visitor.call(
            "capture_text", secret=secret, capture=str(capture), details=typed.model_dump()
        )
        return str(refuse_unless_ok(answer)["sha256"])

    async def chunk(self, secret: str, capture: UUID, n: int, data: bytes) -> str:
        """Keep one chunk of a recording; answers its SHA-256."""
        whose = {"secret": secret, "capture": str(capture)}
        return await keep_piece(self._visitor, "capture_chunk", n, data, **whose)

    async def finish(self, secret: str, capture: UUID, recording: Recording) -> str:
        """Turn the chunks into a line that waits for its words; answers the SHA-256 of the whole.

        The sound is durable in the bucket before the line is made. The database settles the path
        with the first chunk, so that a repeated or interrupted finish leaves no second file.
        """
        details = recording.model_dump(mode="json")
        ready = whole_or_refused(
            await self._visitor.call(
                "capture_ready", secret=secret, capture=str(capture), details=details
            )
        )
        if not ready["delivered"]:
            audio = as_sent(base64.b64decode(ready["audio"]), recording)
            await self._recordings.keep(ready["path"], audio, recording.mime)
            whole_or_refused(
                await self._server.call(
                    "server_capture_finish", secret=secret, capture=str(capture), details=details
                )
            )
        return recording.sha256

    async def photo(self, secret: str, capture: UUID, photo: Photo) -> str:
        """Turn the chunks into a line with a photo; answers the SHA-256 of what was sent.

        The picture is made anew before it is kept; what cannot be goes at once.
        """
        whose = {"secret": secret, "capture": str(capture)}
        return await keep_photo(self._visitor, self._server, PHOTO, photo, **whose)

    async def sound(self, secret: str, capture: UUID) -> tuple[bytes, str]:
        """The seat's own recording while it is still there, and its media type."""
        clip = await self._server.call("server_own_clip", secret=secret, capture=str(capture))
        return await self._recordings.read(clip["path"]), str(clip["mime"])

    async def confirm(self, secret: str, capture: UUID, words: str) -> None:
        """The speaker's words stand; the machine's go, and the recording with them."""
        await self._visitor.call(
            "confirm_capture", secret=secret, capture=str(capture), words=words
        )

    async def withdraw(self, secret: str, capture: UUID) -> None:
        await self._visitor.call("withdraw_capture", secret=secret, capture=str(capture))

    async def state(self, secret: str, capture: UUID) -> CaptureState:
        return CaptureState.model_validate(
            await self._visitor.call("capture_state", secret=secret, capture=str(capture))
        )
