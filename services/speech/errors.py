"""What can go wrong with a recording or a model, each in one sentence for the person."""

from app.errors import InvalidInputError, LeavenError, UnavailableError


class RecordingError(InvalidInputError):
    """The recording itself cannot be turned into text; trying again with the same bytes is vain."""

    code = "recording"
    text = "The recording could not be read."

    def __init__(self, text: str | None = None) -> None:
        super().__init__(text or self.text)


class EmptyRecordingError(RecordingError):
    code = "empty_recording"
    text = "The recording is empty; please say it again."


class UnknownFormatError(RecordingError):
    code = "unknown_format"
    text = "This is not a sound recording that can be read (webm, m4a, mp4, ogg, wav, mp3 or flac)."


class DamagedRecordingError(RecordingError):
    code = "damaged_recording"
    text = "The recording arrived damaged and nothing in it can be heard; please send it again."


class RecordingTooLongError(RecordingError):
    code = "recording_too_long"
    text = "The recording is too long; please say it in shorter pieces."


class RecordingTooLargeError(RecordingError):
    code = "recording_too_large"
    text = "The recording is too large; please say it in shorter pieces."


class UnknownLanguageError(InvalidInputError):
    """The language is not one that the engine or its model can hear."""

    code = "unknown_language"
    status = 422


class TranscriptionCancelledError(LeavenError):
    """Somebody withdrew the line or stopped the worker; nothing of the text is kept."""

    code = "cancelled"
    status = 409

    def __init__(self) -> None:
        super().__init__("Turning this recording into text was stopped.")


class OutOfTimeError(UnavailableError):
    """The time budget ran out between two windows; the clip stays and is tried again."""

    code = "out_of_time"

    def __init__(self) -> None:
        super().__init__("This machine is too busy to turn the recording into text now; it waits.")


class ModelUnavailableError(UnavailableError):
    """No usable speech model is on this machine; clips wait and are done when one comes."""

    code = "model_unavailable"
