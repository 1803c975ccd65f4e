"""The errors that Leaven raises on purpose; their text is what the person reads."""

from http import HTTPStatus


class LeavenError(Exception):
    """Base of every deliberate error. `code` is for clients, `status` is the HTTP answer."""

    code = "problem"
    status = 400

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code


class NotAllowedError(LeavenError):
    """The database refused: this person, seat or phase may not do that."""

    code = "not_allowed"
    status = 403


class NotSignedInError(NotAllowedError):
    """Nobody is signed in here, or no longer; signing in again helps."""

    code = "not_signed_in"


class NotFoundError(LeavenError):
    """There is no such thing, or none that this person may see: the two answers are the same."""

    code = "not_found"
    status = 404


class ConflictError(LeavenError):
    """Somebody else was first, or the thing has moved on."""

    code = "conflict"
    status = 409


class InvalidInputError(LeavenError):
    """What was given cannot be used; the text says what would be right."""

    code = "invalid_input"
    status = 422


class TooManyTriesError(LeavenError):
    """A counted limit is reached; waiting helps."""

    code = "too_many_tries"
    status = 429


class UnavailableError(LeavenError):
    """A part that Leaven needs does not answer now; what was given is kept by the giver."""

    code = "unavailable"
    status = 503


def error_for(status: int, message: str, code: str | None = None) -> LeavenError:
    """The deliberate error that stands for an HTTP status, with its sentence and code."""
    kinds = (NotAllowedError, NotFoundError, ConflictError, InvalidInputError, TooManyTriesError)
    for kind in kinds:
        if kind.status == status:
            return kind(message, code=code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnavailableError(message, code=code)
    return LeavenError(message, code=code)
